import type { DeviceStatus } from '../../../../native/index.ts';
import type { Notice } from '../../../contract/index.ts';

type Tell = (tone: Notice['tone'], code: string, values?: Notice['values']) => void;

/**
 * What the clerk is told when devices go and come back. When it was the device process that ended, that is one piece of
 * news and not one for each device, and nobody is sent to look after cables.
 */
export function createDeviceNews(tell: Tell): (status: DeviceStatus) => void {
  const ready = new Set<string>();
  const away = new Set<string>();
  const restarting = new Set<string>();

  return ({ id, name, state, problem }) => {
    const wasReady = ready.delete(id);
    if (state === 'ready') {
      ready.add(id);
      if (away.delete(id)) tell('good', 'device-back', { device: name });
      if (restarting.delete(id) && restarting.size === 0) tell('good', 'devices-back');
    } else if (wasReady && problem?.code === 'host-gone') {
      if (restarting.size === 0) tell('warning', 'host-restarted');
      restarting.add(id);
    } else if (
      (wasReady && (state === 'lost' || state === 'failing')) ||
      (state === 'failing' && restarting.delete(id))
    ) {
      // Or the process is back and this device is not. One that is being looked for for the first time came in
      // another's place.
      away.add(id);
      tell('warning', `device-${state}`, { device: name });
    }
  };
}
