import { describe, expect, it } from 'vitest';
import { createDeviceNews } from '../../../../../electron/core/kernel/devices/deviceNews.ts';
import type { DeviceError, DeviceState } from '../../../../../native/index.ts';

function heard() {
  const said: string[] = [];
  const news = createDeviceNews((_tone, code, values = {}) =>
    said.push([code, values['device']].filter(Boolean).join(' ')),
  );
  const status = (id: string, state: DeviceState, code?: DeviceError['code']) =>
    news({
      id,
      kind: 'pad',
      name: id,
      simulated: true,
      state,
      good: 0,
      failed: 0,
      ...(code ? { problem: { code } } : {}),
    });
  return { status, take: () => said.splice(0) };
}

describe('what the clerk is told of devices', () => {
  it('names a device that went and came back, whatever it passes through on its way', () => {
    const { status, take } = heard();
    for (const state of ['searching', 'connecting', 'ready'] as const) status('pad', state);
    expect(take()).toEqual([]);
    for (const state of ['lost', 'connecting', 'ready', 'ready'] as const) status('pad', state);
    expect(take()).toEqual(['device-lost pad', 'device-back pad']);
    for (const state of ['failing', 'ready'] as const) status('pad', state);
    expect(take()).toEqual(['device-failing pad', 'device-back pad']);
    // Another device that takes the place of one that worked is no loss.
    for (const state of ['searching', 'connecting', 'ready'] as const) status('pad', state);
    expect(take()).toEqual([]);
  });

  it('tells a restart of the device process once, and once that all are back', () => {
    const { status, take } = heard();
    for (const id of ['pad', 'scanner', 'locker']) status(id, 'ready');
    status('searched', 'searching');
    for (const id of ['pad', 'scanner', 'locker', 'searched']) status(id, 'lost', 'host-gone');
    expect(take()).toEqual(['host-restarted']);
    for (const state of ['searching', 'connecting', 'ready'] as const)
      for (const id of ['pad', 'scanner', 'locker']) status(id, state);
    expect(take()).toEqual(['devices-back']);
  });

  it('names the device that did not survive a restart', () => {
    const { status, take } = heard();
    for (const id of ['pad', 'scanner']) status(id, 'ready');
    for (const id of ['pad', 'scanner']) status(id, 'lost', 'host-gone');
    status('scanner', 'failing', 'device-busy');
    status('pad', 'ready');
    status('scanner', 'ready');
    expect(take()).toEqual(['host-restarted', 'device-failing scanner', 'devices-back', 'device-back scanner']);
  });
});
