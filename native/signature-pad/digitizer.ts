import type { HostEvent, PadScreen, PenPoint } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import type { DescribedLink } from '../hid/openHidDevice.ts';
import { parseReportDescriptor } from '../hid/reportDescriptor.ts';
import type { Limits } from '../limits.ts';
import { descriptorOverrides, layoutOf, readDigitizer, surfaceOf, type DigitizerLayout, type Surface } from './digitizerReports.ts';
import { createPenReader, type PenReader } from './penReader.ts';
import type { SignaturePad } from './signaturePad.ts';

type DescribedPad = Omit<SignaturePad, 'connect'> & { connect(link: DescribedLink, health: Parameters<SignaturePad['connect']>[1]): ReturnType<SignaturePad['connect']> };

/** The layout of a device: ours where its descriptor is known to lie, else its own. */
function layoutFor(link: DescribedLink, productId: number | undefined): DigitizerLayout {
  const override = descriptorOverrides.find((each) => each.vendorId === link.vendorId && each.productId === productId);
  if (override) return override.layout;
  if (!link.descriptor) throw new DeviceFault('device-refused', 'report descriptor is not to be had on this system');
  const parsed = parseReportDescriptor(link.descriptor);
  const layout = parsed.ok ? layoutOf(parsed.value) : undefined;
  if (!layout) throw new DeviceFault('device-refused', parsed.ok ? 'no report with position and tip' : `report descriptor is not usable (${parsed.error.code})`);
  return layout;
}

/**
 * A pen or touch digitizer of any maker. It shows nothing: text and buttons are in the window, a screen has neither bits
 * nor buttons. Nothing is ever written to it.
 */
export function createDigitizer(
  deviceId: string, name: string, productId: number | undefined,
  tell: { event(event: HostEvent): void; log(level: 'info' | 'warn', message: string): void },
  limits: Limits['pad'],
): DescribedPad {
  let connected: { surface: Surface } | undefined;
  let showing: { screen: PadScreen; pen: PenReader } | undefined;
  let batch: PenPoint[] = [];
  let batchTimer: NodeJS.Timeout | undefined;

  function flushInk(): void {
    clearTimeout(batchTimer);
    batchTimer = undefined;
    if (batch.length > 0 && showing) tell.event({ type: 'ink', deviceId, screenId: showing.screen.screenId, points: batch });
    batch = [];
  }

  function stopShowing(): void {
    flushInk();
    showing = undefined;
  }

  function surface(): Surface {
    if (!connected) throw new DeviceFault('device-not-ready', 'digitizer is not connected');
    return connected.surface;
  }

  const readerFor = (screen: PadScreen, on: Surface) => createPenReader(screen, { ...on, rate: 0, flags: 0 });

  return {
    async connect(link, health) {
      const layout = layoutFor(link, productId);
      const it = { surface: surfaceOf(layout) };
      connected = it;
      tell.log('info', `${deviceId}: digitizer, ${it.surface.maxX} x ${it.surface.maxY}, ${layout.pressure ? `pressure up to ${it.surface.maxPressure}` : 'no pressure'}`);
      const stopReports = link.onReport((input) => {
        const sample = readDigitizer(input, layout);
        if (sample === undefined) health.failed();
        if (!sample || !showing) return;
        for (const news of showing.pen.take(sample, Date.now())) {
          if (news.kind !== 'point') continue;
          batch.push(news.point);
          batchTimer ??= setTimeout(flushInk, limits.inkBatch);
        }
      });
      return {
        async stop() {
          stopReports();
          stopShowing();
          if (connected === it) connected = undefined;
        },
      };
    },

    model: () => (connected ? name : ''),
    shown: () => showing?.screen,
    capability: () => ({ model: name, display: false, ...surface(), rate: 0, serial: '' }),

    async show(screen) {
      const on = surface();
      stopShowing();
      if (screen.buttons.length > 0) throw new DeviceFault('invalid-request', 'a digitizer shows no buttons');
      showing = { screen, pen: readerFor(screen, on) };
    },

    async clear(screenId) {
      const on = surface();
      const before = showing?.screen;
      if (before?.screenId !== screenId) throw new DeviceFault('invalid-request', 'this screen is not shown');
      stopShowing();
      showing = { screen: before, pen: readerFor(before, on) };
    },

    async blank() {
      stopShowing();
    },
  };
}
