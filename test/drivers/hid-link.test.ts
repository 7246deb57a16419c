import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { findDevices } from '../../native/findDevices.ts';
import { hidLink, openHidLink, type HidHandle, type HidLibrary } from '../../native/link/hidLink.ts';
import { rest, testLimits } from './support.ts';

const limits = { ...testLimits.link, close: 50 };

/** Behaves as node-hid's `HIDAsync` was seen to behave on a real kernel. */
class FakeHandle extends EventEmitter implements HidHandle {
  sent: Buffer[] = [];
  withId = true;
  closes = 0;
  hangsOnClose = false;
  pending: ((error: Error) => void)[] = [];
  stall = '';
  hangs = false;

  override on(event: string, listener: (...values: never[]) => void): this {
    if (event === 'data' && this.listenerCount('data') > 0) throw new TypeError('read is already running');
    return super.on(event, listener as (...values: unknown[]) => void);
  }

  async write(report: Buffer): Promise<number> {
    return this.take(report);
  }

  async sendFeatureReport(report: Buffer): Promise<number> {
    return this.take(report);
  }

  async getFeatureReport(id: number, length: number): Promise<Buffer> {
    if (this.hangs) return new Promise(() => {});
    const payload = Buffer.alloc(length - 1, 7);
    return this.withId ? Buffer.from([id, ...payload]) : payload;
  }

  async close(): Promise<void> {
    this.closes += 1;
    if (this.hangsOnClose) await new Promise(() => {});
  }

  private async take(report: Buffer): Promise<number> {
    if (this.hangs) return new Promise(() => {});
    if (this.stall) throw new Error(this.stall);
    this.sent.push(report);
    return report.length;
  }
}

const library =
  (handle: HidHandle | Error, paths: string[] = ['/dev/hidraw0']): (() => Promise<HidLibrary>) =>
  async () => ({
    devicesAsync: async () => paths.map((path) => ({ path })),
    HIDAsync: {
      open: async () => {
        if (handle instanceof Error) throw handle;
        return handle;
      },
    },
  });
const pad = { vendorId: 0x056a, productId: 0x00a8 };

describe('a HID handle', () => {
  it('keeps exactly one data listener for life, however many listen to the link', () => {
    const handle = new FakeHandle();
    const link = hidLink(handle, limits);
    const seen: number[] = [];
    const stops = [1, 2, 3].map((who) => link.onReport(() => seen.push(who)));
    handle.emit('data', Buffer.from([1, 2]));
    stops.forEach((stop) => stop());
    handle.emit('data', Buffer.from([1, 2]));
    expect(seen).toEqual([1, 2, 3]);
    expect(handle.listenerCount('data')).toBe(1);
  });

  it('takes the read error of an unplug as a loss, settles what is under way, and closes', async () => {
    const handle = new FakeHandle();
    handle.hangs = true;
    const link = hidLink(handle, limits);
    const causes: string[] = [];
    link.onLost((cause) => causes.push(cause.code));
    const read = link.readFeature(3, 4);
    handle.emit(
      'error',
      new Error('could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)'),
    );
    handle.emit('error', new Error('again'));
    await expect(read).rejects.toThrow('device-lost');
    await expect(link.writeFeature(Uint8Array.of(0x20, 0))).rejects.toThrow('device-lost');
    expect(causes).toEqual(['device-lost']);
    expect(handle.closes).toBe(1);
  });

  it('tells a loss also to who asks later', async () => {
    const handle = new FakeHandle();
    const link = hidLink(handle, limits);
    handle.emit('error', new Error('gone'));
    expect(await new Promise((resolve) => link.onLost((cause) => resolve(cause.code)))).toBe('device-lost');
  });

  it.each([
    ['ioctl (SFEATURE): Connection timed out', 'device-silent'],
    ['ioctl (SFEATURE): Protocol error', 'device-lost'],
  ])('takes %s, seen when a pad is pulled during an upload, as %s', async (text, code) => {
    const handle = new FakeHandle();
    const link = hidLink(handle, limits);
    handle.stall = text;
    await expect(link.writeFeature(Uint8Array.of(0x26, 1))).rejects.toThrow(code);
  });

  it.each(['ioctl (SFEATURE): Broken pipe', 'ioctl (SFEATURE): Input/output error'])(
    'takes a stall (%s) as a refusal, not as a loss',
    async (text) => {
      const handle = new FakeHandle();
      const link = hidLink(handle, limits);
      handle.stall = text;
      await expect(link.writeFeature(Uint8Array.of(0x20, 0))).rejects.toThrow('device-refused');
      handle.stall = '';
      await link.writeFeature(Uint8Array.of(0x20, 0));
      expect(handle.sent.length).toBe(1);
    },
  );

  it.each([true, false])('gives the payload of a feature report alone (stack returns the id: %s)', async (withId) => {
    const handle = new FakeHandle();
    handle.withId = withId;
    expect(await hidLink(handle, limits).readFeature(3, 4)).toEqual(Uint8Array.of(7, 7, 7, 7));
  });

  it('ends closing in limited time and tells no loss after it', async () => {
    const handle = new FakeHandle();
    handle.hangsOnClose = true;
    const link = hidLink(handle, limits);
    let lost = false;
    link.onLost(() => {
      lost = true;
    });
    await link.close();
    await link.close();
    handle.emit('error', new Error('gone'));
    await rest(5);
    expect(lost).toBe(false);
    expect(handle.closes).toBe(1);
  });
});

describe('opening a HID device', () => {
  it('is null when none is there, or not at the wanted path', async () => {
    expect(await openHidLink(pad, limits, library(new FakeHandle(), []))).toBeNull();
    expect(await openHidLink({ ...pad, path: '/dev/hidraw9' }, limits, library(new FakeHandle()))).toBeNull();
  });

  it('never opens one twice: the next of the same model is taken, or none, until it is closed', async () => {
    const both = await library(new FakeHandle(), ['/dev/hidraw0', '/dev/hidraw0', '/dev/hidraw1'])();
    const next = () => openHidLink(pad, limits, async () => ({ ...both, HIDAsync: both.HIDAsync }));
    both.HIDAsync.open = async () => new FakeHandle();
    const [one, two] = [await next(), await next()];
    expect([one?.path, two?.path]).toEqual(['/dev/hidraw0', '/dev/hidraw1']);
    expect(await next()).toBeNull();
    expect(await openHidLink({ ...pad, path: '/dev/hidraw0' }, limits, async () => both)).toBeNull();
    await one?.close();
    expect((await next())?.path).toBe('/dev/hidraw0');
  });

  it('one that could not be opened, or was lost, can be opened again', async () => {
    const handle = new FakeHandle();
    const one = await library(new Error('cannot open device'))();
    await expect(openHidLink(pad, limits, async () => one)).rejects.toThrow('device-refused');
    const handles = [handle, new FakeHandle()];
    one.HIDAsync.open = async () => handles.shift()!;
    expect(await openHidLink(pad, limits, async () => one)).not.toBeNull();
    handle.emit('error', new Error('gone'));
    await rest(5);
    expect(await openHidLink(pad, limits, async () => one)).not.toBeNull();
  });

  it('says that the system does not permit it: node-hid lists what it may not open', async () => {
    await expect(openHidLink(pad, limits, library(new Error('cannot open device: Permission denied')))).rejects.toThrow(
      'permission-denied',
    );
  });
});

describe('finding devices', () => {
  it('names what is in the table of models and nothing else', async () => {
    const found = await findDevices(() => {}, {
      hid: async () => [
        { vendorId: 0x056a, productId: 0x00a8, path: '/dev/hidraw0' },
        { vendorId: 0x046d, productId: 0xc31c, path: '/dev/hidraw1' },
        { vendorId: 0x056a, productId: 0x0357, path: '/dev/hidraw2' },
      ],
      serial: async () => [{ path: '/dev/ttyACM0', vendorId: '0c2e', productId: '0aaa' }, { path: '/dev/ttyS0' }],
    });
    expect(found).toEqual({
      pads: [{ vendorId: 0x056a, productId: 0x00a8, path: '/dev/hidraw0', name: 'Wacom STU-540', driver: 'wacom-stu' }],
      scanners: [{ path: '/dev/ttyACM0', name: 'Honeywell / Metrologic' }],
      others: [],
    });
  });

  it('finds the others when one listing fails, and says so', async () => {
    const said: string[] = [];
    const found = await findDevices((message) => said.push(message), {
      hid: async () => [],
      serial: () => Promise.reject(new Error('spawn udevadm ENOENT')),
    });
    expect(found).toEqual({ pads: [], scanners: [], others: [] });
    expect(said[0]).toContain('udevadm');
  });
});
