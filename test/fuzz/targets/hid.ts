import { parseReportDescriptor, readField } from '../../../native/hid/reportDescriptor.ts';
import { layoutOf, readDigitizer, surfaceOf } from '../../../native/signature-pad/digitizerReports.ts';
import { fromHex, hold, type Target } from '../target.ts';

/** A keyboard, a scanner of the POS page with an array of bytes, a pen. */
const descriptors = [
  '05010906a101050719e029e71500250175019508810295017508810395067508150025650507190029658100c0',
  '058c0902a101090215002601007508953f850209fb81020918751895018102c0',
  '050d0902a10185010920a1000942150025017501950181029507810305010930150026ff7f751095018102093181020 50d09308102c0c0',
].map(fromHex);

const descriptor: Target = {
  name: 'hid-report-descriptor',
  seeds: descriptors,
  attempt(input, random) {
    const parsed = parseReportDescriptor(input);
    if (!parsed.ok)
      return hold(parsed.error.at >= 0 && parsed.error.at <= input.length, 'a place outside the descriptor');
    for (const report of parsed.value) {
      hold(report.id >= 0 && report.id <= 255 && report.bytes >= 0, 'an impossible report');
      const received = random.bytes(Math.min(report.bytes, 256) + (report.id === 0 ? 0 : 1));
      for (const field of report.fields) {
        const values = readField(received, field);
        if (values) for (const value of values) hold(Number.isSafeInteger(value), 'an element that is no number');
      }
    }
  },
};

/** A pen whose descriptor may lie: what is read of its reports lies on the surface that it was said to have. */
const digitizer: Target = {
  name: 'hid-digitizer',
  seeds: descriptors,
  attempt(input, random) {
    const parsed = parseReportDescriptor(input);
    const layout = parsed.ok ? layoutOf(parsed.value) : undefined;
    if (!layout) return;
    const { maxX, maxY, maxPressure, width, height } = surfaceOf(layout);
    for (const number of [maxX, maxY, maxPressure, width, height])
      hold(Number.isFinite(number) && number > 0, 'a surface without size');
    for (let reports = 0; reports < 3; reports++) {
      const report = random.bytes(Math.min(layout.bytes, 256) + 1);
      if (random.chance(2)) report[0] = layout.reportId;
      const sample = readDigitizer(report, layout);
      if (sample)
        hold(
          sample.x >= 0 &&
            sample.x <= maxX &&
            sample.y >= 0 &&
            sample.y <= maxY &&
            sample.pressure >= 0 &&
            sample.pressure <= maxPressure,
          'a point beside the surface',
        );
    }
  },
};

export const hidTargets: Target[] = [descriptor, digitizer];
