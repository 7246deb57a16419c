import { BarcodeFormat, DataMatrixWriter, QRCodeWriter, type BitMatrix } from '@zxing/library';
import { useMemo } from 'react';
import { testCodeText } from '../../../electron/contract/index.ts';

const writers = {
  qr: () => new QRCodeWriter().encode(testCodeText, BarcodeFormat.QR_CODE, 0, 0, new Map()),
  'data-matrix': () => new DataMatrixWriter().encode(testCodeText, BarcodeFormat.DATA_MATRIX, 0, 0),
};

/** The white around a code that every reader needs, in modules; the library itself draws that of a QR code. */
const quietZone = { qr: 0, 'data-matrix': 2 };

/** The dark modules as one path, each row's runs as bars. */
function pathOf(matrix: BitMatrix, quiet: number): string {
  const bars: string[] = [];
  for (let y = 0; y < matrix.getHeight(); y += 1) {
    for (let x = 0; x < matrix.getWidth(); x += 1) {
      if (!matrix.get(x, y)) continue;
      const from = x;
      while (x + 1 < matrix.getWidth() && matrix.get(x + 1, y)) x += 1;
      bars.push(`M${from + quiet} ${y + quiet}h${x + 1 - from}v1h-${x + 1 - from}z`);
    }
  }
  return bars.join('');
}

/** The code that tests a scanner, black on white in every theme: it is a picture of paper. */
export default function TestCode({ format, label }: { format: keyof typeof writers; label: string }) {
  const { path, width, height } = useMemo(() => {
    const matrix = writers[format]();
    const quiet = quietZone[format];
    return {
      path: pathOf(matrix, quiet),
      width: matrix.getWidth() + 2 * quiet,
      height: matrix.getHeight() + 2 * quiet,
    };
  }, [format]);
  return (
    <figure className="test-code">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={label}
        shapeRendering="crispEdges"
        data-testid={`test-code-${format}`}
      >
        <rect width={width} height={height} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <figcaption aria-hidden="true">{label}</figcaption>
    </figure>
  );
}
