import type { ReportDevice } from '../link/linkPair.ts';
import type { ByteLink } from '../link/link.ts';
import { createPadFrames, frame } from '../signature-pad/serialFrames.ts';
import { serialCommand } from '../signature-pad/serialPadLink.ts';

/** A pad's serial front: the same reports as over HID, in frames. */
export function simulatedPadLine(line: ByteLink, device: ReportDevice): { sendInput(report: Uint8Array): void } {
  const parser = createPadFrames();
  // The cable is gone.
  const send = (payload: Uint8Array, withCrc: boolean) => void line.write(frame(payload, withCrc)).catch(() => {});

  async function serve(payload: Uint8Array): Promise<void> {
    try {
      if (payload[0] === serialCommand.getReport) {
        const answer = await device.getFeature(payload[1] ?? 0);
        if (answer.length > 0) send(answer, true);
      } else {
        await device.setFeature(payload);
        send(Uint8Array.of(serialCommand.setResult, 0), false);
      }
    } catch {
      send(Uint8Array.of(serialCommand.setResult, 1), false);
    }
  }

  line.onBytes((bytes) => {
    for (const payload of parser.push(bytes)) void serve(payload);
  });
  return { sendInput: (report) => send(report, true) };
}
