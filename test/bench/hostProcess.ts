import path from 'node:path';
import { ReadlineParser, SerialPort } from 'serialport';
import { connectDeviceHost, forkDeviceHost, type HostEvent } from '../../native/index.ts';
import { layCable, nowMs } from './cable.ts';
import { must, timeRow, type Row } from './measure.ts';

const count = 200;
const pauseMs = 8;
const warmUp = 10;

/**
 * From the last byte of a scan on a pseudo-terminal to the event in the main process, beside a bare port and parser
 * without any process between.
 */
export async function hostProcessRow(folder: string): Promise<Row> {
  const [ours, other] = [await layCable(folder, 'ours'), await layCable(folder, 'bare')];
  const host = connectDeviceHost(() => forkDeviceHost(path.join(import.meta.dirname, '../../native/host.ts')));
  const port = new SerialPort({ path: other.near, baudRate: 9600 });
  try {
    let heard: (() => void) | undefined;
    const ready = new Promise<void>(
      (resolve) =>
        void host.onEvent((event: HostEvent) => {
          if (event.type === 'device' && event.status.state === 'ready') resolve();
          if (event.type === 'scan') heard?.();
        }),
    );
    const parser = port.pipe(new ReadlineParser({ delimiter: '\r' }));
    parser.on('data', () => heard?.());
    const configured = await host.ask('configure', {
      devices: [
        {
          id: 'scanner',
          kind: 'scanner',
          model: 'serial-scanner',
          link: { type: 'serial', path: ours.near, baudRate: 9600 },
          endMark: 'cr',
          aimIdentifier: true,
        },
      ],
      worldFile: path.join(folder, 'world.json'),
    });
    must(configured.ok, 'the device host was not configured');
    await ready;
    const took = async (send: (text: string) => number, i: number): Promise<number> => {
      const arrived = new Promise<number>((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error('a scan was lost')), 5000);
        heard = () => (clearTimeout(limit), resolve(nowMs()));
      });
      const sent = send(`]Q1SWT-${String(i).padStart(8, '0')}\r`);
      return Math.max(0, (await arrived) - sent);
    };
    const figures = { ours: [] as number[], other: [] as number[] };
    for (let i = 0; i < count + warmUp; i++) {
      const [a, b] = [await took(ours.send, i), await took(other.send, i)];
      if (i >= warmUp) {
        figures.ours.push(a);
        figures.other.push(b);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return timeRow(
      'last byte to scan event, through the device host process',
      figures.ours,
      'bare SerialPort and ReadlineParser in this process',
      figures.other,
    );
  } finally {
    await host.stop();
    await new Promise<void>((resolve) => port.close(() => resolve()));
    ours.end();
    other.end();
  }
}
