import { parseReportDescriptor, readField } from '../../../native/hid/reportDescriptor.ts';
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
    if (!parsed.ok) return hold(parsed.error.at >= 0 && parsed.error.at <= input.length, 'a place outside the descriptor');
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

export const hidTargets: Target[] = [descriptor];
