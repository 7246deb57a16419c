import type { SeenCode } from './decodePicture.ts';
import type { Answer } from './decoder.worker.ts';

/** One picture at a time. */
export interface Decoder {
  /** Takes the picture over. Rejects when the decoder cannot be loaded or does not answer. */
  read(picture: ImageBitmap): Promise<SeenCode | null>;
  end(): void;
}

/** Loading it from a slow disk takes most of this. */
const silenceLimitMs = 15_000;

export function startDecoder(): Decoder {
  const worker = new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module' });
  let broken = false;
  let settle: (answer: Answer) => void = () => undefined;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => settle(data);
  worker.onerror = () => {
    broken = true;
    settle({ failed: true });
  };
  return {
    read: (picture) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => settle({ failed: true }), silenceLimitMs);
        settle = (answer) => {
          clearTimeout(limit);
          if ('code' in answer) resolve(answer.code);
          else reject(new Error('the decoder failed'));
        };
        if (broken) settle({ failed: true });
        else worker.postMessage(picture, [picture]);
      }),
    end: () => worker.terminate(),
  };
}
