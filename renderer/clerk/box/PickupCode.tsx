import { useMemo } from 'react';
// From the folder, not the index: the index brings every decoder, ten times as much as is needed here.
import BarcodeFormat from '@zxing/library/esm/core/BarcodeFormat';
import EncodeHintType from '@zxing/library/esm/core/EncodeHintType';
import ErrorCorrectionLevel from '@zxing/library/esm/core/qrcode/decoder/ErrorCorrectionLevel';
import QRCodeWriter from '@zxing/library/esm/core/qrcode/QRCodeWriter';

const quietZone = 4;

/** The pickup code as a QR code, for the reader at the output box. Dark on white in both themes, or readers fail. */
export default function PickupCode({ code, label, testId }: { code: string; label: string; testId?: string }) {
  const { path, size } = useMemo(() => drawCode(code), [code]);
  return (
    <svg
      className="slip__qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      data-testid={testId}
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

/** One path of unit squares, one unit per module. */
function drawCode(code: string): { path: string; size: number } {
  const hints = new Map<EncodeHintType, unknown>([
    [EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M],
    [EncodeHintType.MARGIN, quietZone],
  ]);
  const matrix = new QRCodeWriter().encode(code, BarcodeFormat.QR_CODE, 0, 0, hints);
  const size = matrix.getWidth();
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (matrix.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  return { path, size };
}
