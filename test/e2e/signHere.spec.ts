import { ClerkHands } from '../support/clerkHands.ts';
import { backendRecords, jpegSize, trainingBackend } from '../support/backendRecords.ts';
import { expect, test } from './fixture.ts';

/** No pad is ready: the person signs on the screen, at 200 points a second, and every one of them arrives. */

interface Place {
  x: number;
  y: number;
}
/**
 * Two strokes like handwriting, as shares of the field; some points equal one another, as those of a resting pen do.
 */
const strokes: Place[][] = [300, 140].map((count, stroke) =>
  Array.from({ length: count }, (_, index) => ({
    x: 0.15 + 0.35 * stroke + (0.3 * Math.floor(index / 2) * 2) / count,
    y: 0.5 + 0.25 * Math.sin(index / 14),
  })),
);

test('a signature on this screen keeps every point, over a change of size in the middle, and leaves nothing behind', async ({
  app,
  page,
}) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('call-next');
  await clerk.press('appeared');
  await clerk.stateOf('case', 'serving');
  await clerk.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  await clerk.tickAllDocuments('documents');

  await clerk.at('sim-fault-pad').selectOption('unplugged');
  await clerk.press('signature-start-here');
  await expect(clerk.at('sign-here')).toBeVisible();
  await app.screenshot('sign-here');
  await clerk.press('sign-here-ok');
  await expect(page.locator('[data-code="signature-empty"]').first()).toBeVisible();

  const write = (places: Place[]) =>
    page.evaluate(async (them) => {
      const field = document.querySelector<HTMLCanvasElement>('[data-testid="sign-here-ink"]');
      if (!field) throw new Error('no field');
      const tell = (type: string, { x, y }: { x: number; y: number }, buttons: number) => {
        const box = field.getBoundingClientRect();
        const target = type === 'pointerdown' ? field : window;
        target.dispatchEvent(
          new PointerEvent(type, {
            bubbles: true,
            cancelable: true,
            pointerId: 7,
            pointerType: 'pen',
            isPrimary: true,
            pressure: buttons ? 0.6 : 0,
            button: 0,
            buttons,
            clientX: box.left + x * box.width,
            clientY: box.top + y * box.height,
          }),
        );
      };
      const begin = performance.now();
      for (const [index, place] of them.entries()) {
        while (performance.now() - begin < index * 5) await new Promise((resolve) => setTimeout(resolve, 1));
        tell(index === 0 ? 'pointerdown' : 'pointermove', place, 1);
      }
      tell('pointerup', them.at(-1)!, 0);
    }, places);

  await write(strokes[0]!);
  const width = () => clerk.at('sign-here-ink').evaluate((field) => field.clientWidth);
  const before = await width();
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect.poll(width).toBeLessThan(before);
  await write(strokes[1]!);
  await expect(clerk.at('sign-here-ink')).toHaveAttribute('data-points', '440');
  await app.screenshot('sign-here-written');
  await clerk.press('sign-here-ok');
  await clerk.stateOf('step-receipt', 'done');
  await expect(clerk.at('sign-here')).toHaveCount(0);

  await expect.poll(() => backendRecords(trainingBackend(app.dataDir)).signatureContents.length).toBe(1);
  const [record] = backendRecords(trainingBackend(app.dataDir)).signatureContents;
  const stored = JSON.parse(String(record!['strokes'])) as Place[][];
  const area = JSON.parse(String(record!['pad'])) as { width: number; height: number };
  expect(stored.map((stroke) => stroke.length)).toEqual([300, 140]);
  for (const [index, stroke] of stored.entries())
    for (const [at, point] of stroke.entries()) {
      expect(Math.abs(point.x / area.width - strokes[index]![at]!.x)).toBeLessThan(0.005);
      expect(Math.abs(point.y / area.height - strokes[index]![at]!.y)).toBeLessThan(0.01);
    }
  expect(jpegSize(Buffer.from(String(record!['jpeg']), 'base64'))).toEqual({ width: 561, height: 182 });
});
