import { writeFileSync } from 'node:fs';
import { encode } from 'jpeg-js';
import type { Picture } from './codePictures.ts';

/**
 * Chromium plays a film of JPEG pictures in a loop in the place of a camera, at thirty pictures a second. Its name must
 * end with `.mjpeg`.
 */
export function writeFilm(file: string, scenes: { picture: Picture; seconds: number }[]): void {
  writeFileSync(
    file,
    Buffer.concat(
      scenes.flatMap(({ picture, seconds }) => {
        const { data } = encode({ ...picture, data: Buffer.from(picture.data.buffer) }, 92);
        return Array.from({ length: Math.round(seconds * 30) }, () => data);
      }),
    ),
  );
}

export const filmFlags = (file: string): string =>
  `--use-fake-device-for-media-stream --use-file-for-fake-video-capture=${file}`;
