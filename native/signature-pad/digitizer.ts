import type { HostEvent, PadScreen } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import type { DescribedLink } from '../hid/openHidDevice.ts';
import { parseReportDescriptor } from '../hid/reportDescriptor.ts';
import type { Limits } from '../limits.ts';
import {
  descriptorOverrides,
  layoutOf,
  readDigitizer,
  surfaceOf,
  type DigitizerLayout,
  type Surface,
} from './digitizerReports.ts';
import { createShowing } from './showing.ts';
import type { SignaturePad } from './signaturePad.ts';

type DescribedPad = Omit<SignaturePad, 'connect'> & {
  connect(link: DescribedLink, health: Parameters<SignaturePad['connect']>[1]): ReturnType<SignaturePad['connect']>;
};

/** The layout of a device: ours where its descriptor is known to lie, else its own. */
function layoutFor(link: DescribedLink, productId: number | undefined): DigitizerLayout {
  const override = descriptorOverrides.find((each) => each.vendorId === link.vendorId && each.productId === productId);
  if (override) return override.layout;
  if (!link.descriptor) throw new DeviceFault('device-refused', 'report descriptor is not to be had on this system');
  const parsed = parseReportDescriptor(link.descriptor);
  const layout = parsed.ok ? layoutOf(parsed.value) : undefined;
  if (!layout)
    throw new DeviceFault(
      'device-refused',
      parsed.ok ? 'no report with position and tip' : `report descriptor is not usable (${parsed.error.code})`,
    );
  return layout;
}

/**
 * A pen or touch digitizer of any maker. It shows nothing: text and buttons are in the window, a screen has neither
 * bits nor buttons. Nothing is ever written to it.
 */
export function createDigitizer(
  deviceId: string,
  name: string,
  productId: number | undefined,
  tell: { event(event: HostEvent): void; log(level: 'info' | 'warn', message: string): void },
  limits: Limits['pad'],
): DescribedPad {
  let connected: { surface: Surface } | undefined;
  const showing = createShowing(deviceId, tell.event, limits.inkBatch);

  function surface(): Surface {
    if (!connected) throw new DeviceFault('device-not-ready', 'digitizer is not connected');
    return connected.surface;
  }

  const begin = (screen: PadScreen, on: Surface) => showing.begin(screen, { ...on, rate: 0, flags: 0 });

  return {
    async connect(link, health) {
      const layout = layoutFor(link, productId);
      const it = { surface: surfaceOf(layout) };
      connected = it;
      tell.log(
        'info',
        `${deviceId}: digitizer, ${it.surface.maxX} x ${it.surface.maxY}, ${layout.pressure ? `pressure up to ${it.surface.maxPressure}` : 'no pressure'}`,
      );
      const stopReports = link.onReport((input) => {
        const sample = readDigitizer(input, layout);
        if (sample === undefined) health.failed();
        if (sample) showing.take(sample);
      });
      return {
        async stop() {
          stopReports();
          showing.stop();
          if (connected === it) connected = undefined;
        },
      };
    },

    model: () => (connected ? name : ''),
    shown: showing.screen,
    capability: () => ({ model: name, display: false, ...surface(), rate: 0, serial: '' }),

    async show(screen) {
      const on = surface();
      showing.stop();
      if (screen.buttons.length > 0) throw new DeviceFault('invalid-request', 'a digitizer shows no buttons');
      begin(screen, on);
    },

    async clear(screenId) {
      const on = surface();
      const before = showing.screen();
      if (before?.screenId !== screenId) throw new DeviceFault('invalid-request', 'this screen is not shown');
      showing.stop();
      begin(before, on);
    },

    async blank() {
      showing.stop();
    },
  };
}
