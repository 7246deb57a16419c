import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchange, type Command } from '../../native/exchange.ts';
import { createFrameParser, encodeFrame } from '../../native/locker/frames.ts';
import { linkPair } from '../../native/link/linkPair.ts';
import { until } from './support.ts';

const ask = (lock: number, safeToRepeat = true, timeoutMs = 40): Command<number> => ({
  name: `ask ${lock}`,
  bytes: encodeFrame(0, lock, 0x30),
  safeToRepeat,
  restMs: 0,
  reply: { timeoutMs, parse: (frame) => (frame[2] === 0x35 && (frame[1] ?? 0) === lock ? frame[3] : undefined) },
});

function line(attempts = 3) {
  const cable = linkPair();
  const seen: Uint8Array[] = [];
  const parser = createFrameParser();
  cable.device.onBytes((bytes) => seen.push(...parser.push(bytes)));
  let discarded = 0;
  const exchange = createExchange(cable.host, createFrameParser(), {
    attempts,
    onDiscarded: (count) => {
      discarded += count;
    },
  });
  return {
    cable,
    seen,
    exchange,
    discarded: () => discarded,
    answer: (lock: number, value: number) => cable.device.write(encodeFrame(0, lock, 0x35, [value, 0, 0, 0])),
  };
}

describe('one command at a time', () => {
  it('sends the next one only when the one before is answered', async () => {
    const it = line();
    const answers = [1, 2].map((lock) => it.exchange.run(ask(lock, true, 2000)));
    await until('the first command', () => it.seen.length === 1);
    await it.answer(1, 11);
    expect(await answers[0]).toBe(11);
    await until('the second command', () => it.seen.length === 2);
    await it.answer(2, 22);
    expect(await answers[1]).toBe(22);
  });

  it('asks again what is safe to repeat, and says silent in the end', async () => {
    const it = line(3);
    await expect(it.exchange.run(ask(1))).rejects.toThrow('device-silent');
    expect(it.seen.length).toBe(3);
  });

  it('never repeats what is not safe to repeat', async () => {
    const it = line(3);
    await expect(it.exchange.run(ask(1, false))).rejects.toThrow('device-silent');
    expect(it.seen.length).toBe(1);
  });

  it('says garbled when only junk came, also half a frame', async () => {
    const it = line(1);
    for (const junk of [Uint8Array.of(1, 9, 9), encodeFrame(0, 1, 0x35, [1, 2, 3, 4]).slice(0, 6)]) {
      const before = it.seen.length;
      const answer = it.exchange.run(ask(1, true, 100));
      answer.catch(() => {});
      await until('the command', () => it.seen.length > before);
      await it.cable.device.write(junk);
      await expect(answer).rejects.toThrow('device-garbled');
    }
    expect(it.discarded()).toBe(3);
  });

  it('does not take the late answer to an earlier command for one to this', async () => {
    const it = line(1);
    await expect(it.exchange.run(ask(1, true, 20))).rejects.toThrow('device-silent');
    const second = it.exchange.run(ask(2, true, 2000));
    await until('the second command', () => it.seen.length === 2);
    await it.answer(1, 11);
    await it.answer(2, 22);
    expect(await second).toBe(22);
  });

  it('settles everybody at a loss: who waits for an answer as lost, who waits for a turn as not sent', async () => {
    const it = line();
    const outcomes = Promise.allSettled([1, 2, 3].map((lock) => it.exchange.run(ask(lock, false, 5000))));
    await until('the first command', () => it.seen.length === 1);
    it.cable.unplug();
    const reasons = (await outcomes).map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason) : 'answered',
    );
    expect(reasons[0]).toContain('device-lost');
    expect(reasons[1]).toContain('device-not-ready');
    expect(reasons[2]).toContain('device-not-ready');
    await expect(it.exchange.run(ask(4))).rejects.toThrow('device-not-ready');
    expect(it.seen.length).toBe(1);
  });

  it('settles every promise and repeats nothing unsafe, whatever the device does', async () => {
    const deed = fc.constantFrom('answer', 'silent', 'junk', 'double', 'echo', 'unplug');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(deed, fc.boolean()), { minLength: 1, maxLength: 6 }), async (script) => {
        const it = line(2);
        let turn = 0;
        it.cable.device.onBytes((bytes) => {
          const [what] = script[turn++ % script.length] ?? ['silent'];
          const lock = (bytes[1] ?? 0) & 0x0f;
          const reply = encodeFrame(0, lock, 0x35, [lock, 0, 0, 0]);
          if (what === 'answer') void it.cable.device.write(reply);
          if (what === 'double') void it.cable.device.write(Uint8Array.of(...reply, ...reply));
          if (what === 'echo') void it.cable.device.write(Uint8Array.of(...bytes, ...reply));
          if (what === 'junk') void it.cable.device.write(Uint8Array.of(2, 2, 0x35, 7));
          if (what === 'unplug') it.cable.unplug();
        });
        const outcomes = await Promise.allSettled(script.map(([, safe], lock) => it.exchange.run(ask(lock, safe, 5))));
        outcomes.forEach((outcome, lock) => {
          if (outcome.status === 'fulfilled') expect(outcome.value).toBe(lock);
        });
        script.forEach(([, safe], lock) => {
          const sent = it.seen.filter((frame) => ((frame[1] ?? 0) & 0x0f) === lock).length;
          expect(sent).toBeLessThanOrEqual(safe ? 2 : 1);
        });
      }),
      { numRuns: 40 },
    );
  });
});
