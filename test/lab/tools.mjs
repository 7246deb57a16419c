import { existsSync } from 'node:fs';
import { installSystemPackages } from '../../scripts/install.mjs';

const isPossible = process.platform === 'linux' && process.arch === 'x64';

/** Debian packages the lab needs, each with a file that shows it is there; none where the lab cannot run. */
export const labPackages = isPossible
  ? {
      'qemu-system-x86': '/usr/bin/qemu-system-x86_64',
      'busybox-static': '/bin/busybox',
      udev: '/usr/bin/udevadm',
      'libusb-1.0-0': '/usr/lib/x86_64-linux-gnu/libusb-1.0.so.0',
      'xz-utils': '/usr/bin/xz',
      dpkg: '/usr/bin/dpkg-deb',
      apt: '/usr/bin/apt-get',
    }
  : {};

/** Installs what is missing where that is allowed; otherwise returns a sentence that says what is missing. */
export function missingTools() {
  if (!isPossible) return 'it needs Linux on a 64-bit PC processor.';
  installSystemPackages(labPackages);
  const missing = Object.entries(labPackages)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
  if (missing.length === 0) return undefined;
  return `these Debian packages are missing and could not be installed by this account: ${missing.join(', ')}.`;
}
