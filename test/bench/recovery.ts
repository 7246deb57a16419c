import path from 'node:path';
import { connectDeviceHost, forkDeviceHost, type HostEvent } from '../../native/index.ts';
import { must, timeRow, type Row } from './measure.ts';

const rounds = 5;
const file = path.join(import.meta.dirname, '../../native/host.ts');

/**
 * From a device process that stands still, or dies in native code, to a usable device again; beside a mere start of
 * that process.
 */
export async function recoveryRows(folder: string): Promise<Row[]> {
  const starts: number[] = [];
  const took = { SIGSTOP: [] as number[], SIGSEGV: [] as number[] };
  for (let round = 0; round < rounds; round++)
    for (const signal of ['SIGSTOP', 'SIGSEGV'] as const) {
      let pid = 0;
      const host = connectDeviceHost(() => {
        const port = forkDeviceHost(file);
        pid = port.pid ?? 0;
        return port;
      });
      let heard = (_event: HostEvent): void => {};
      host.onEvent((event) => heard(event));
      const ready = () =>
        new Promise<void>((resolve, reject) => {
          const limit = setTimeout(() => reject(new Error('the device did not become ready')), 10_000);
          heard = (event) =>
            event.type === 'device' && event.status.state === 'ready' && (clearTimeout(limit), resolve());
        });
      try {
        let began = performance.now();
        const started = ready();
        const configured = await host.ask('configure', {
          devices: [
            {
              id: 'scanner',
              kind: 'scanner',
              model: 'serial-scanner',
              link: { type: 'simulated' },
              endMark: 'cr',
              aimIdentifier: true,
            },
          ],
          worldFile: path.join(folder, `recovery-${round}-${signal}`),
        });
        must(configured.ok, 'the device host was not configured');
        await started;
        starts.push(performance.now() - began);
        // At any moment between two pings.
        await new Promise((resolve) => setTimeout(resolve, 100 + round * 40));
        const again = ready();
        began = performance.now();
        process.kill(pid, signal);
        await again;
        took[signal].push(performance.now() - began);
      } finally {
        await host.stop();
      }
    }
  const beside = 'start of the device process until the device is ready';
  const note = 'promised: within 2 s';
  return [
    timeRow('device process hangs → device usable again', took.SIGSTOP, beside, starts, note),
    timeRow('device process crashes → device usable again', took.SIGSEGV, beside, starts, note),
  ];
}
