import type { ActionOf, Stroke } from '../contract/index.ts';
import { jpegSize } from './jpeg.ts';

/** Picture of a signature in an order for an eAT (BSI TR-03123-2). */
const picture = { width: 561, height: 182 };

/** Is there ink, and is the picture a JPEG of the size the authority asks for? */
export function isAcceptable(action: ActionOf<'sign'>): boolean {
  const bytes = Buffer.from(action.jpeg, 'base64');
  const size = jpegSize(bytes);
  const isWhole = bytes.length > 4 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
  return isWhole && size?.width === picture.width && size.height === picture.height && hasInk(action.strokes);
}

/** A dot is no signature: the pen must have been at two places at least. */
function hasInk(strokes: Stroke[]): boolean {
  const [first, ...others] = strokes.flat();
  return first !== undefined && others.some((point) => point.x !== first.x || point.y !== first.y);
}
