import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createArchive } from './cpio.ts';

/**
 * What the machine boots: the uncompressed kernel of Debian's package, its modules and /init. Needs neither root nor
 * cpio, kmod or depmod. The kernel and its modules are kept by version: then nothing is downloaded.
 */

/** In load order; what they depend on is added from the modules themselves. */
const wanted = {
  boot: ['virtio_pci', '9pnet_virtio', '9p', 'overlay'],
  devices: ['xhci-pci', 'evdev', 'hid-generic', 'usbhid', 'uhid', 'cdc-acm', 'ftdi_sio', 'ch341', 'vhci-hcd'],
  /** Loaded by the suite when it wants it: on a real machine udev loads it for every Wacom device. */
  later: ['wacom'],
};

export interface GuestImage {
  kernel: string;
  vmlinux: string;
  initramfs: string;
}

/** `cache` keeps what depends on the kernel only, by version; the initramfs is put together in `out`. */
export function guestImage(cache: string, out: string): GuestImage | { missing: string } {
  const found = kernelFolder(cache);
  if ('missing' in found) return found;
  const { kernel, folder } = found;
  const start = createArchive();
  start.add('init', readFileSync(path.join(import.meta.dirname, 'init.sh')), 0o755);
  start.add('bin/busybox', readFileSync('/bin/busybox'), 0o755);
  for (const name of ['proc', 'sys', 'dev', 'mnt']) start.folder(name);
  start.console('dev/console');
  const initramfs = path.join(out, 'initramfs.cpio');
  // The kernel takes several archives in a row.
  writeFileSync(initramfs, Buffer.concat([readFileSync(path.join(folder, 'modules.cpio')), start.end()]));
  return { kernel, vmlinux: path.join(folder, 'vmlinux'), initramfs };
}

/** The kernel that apt offers, downloaded once; where apt or the network fails, the newest one that was kept. */
function kernelFolder(cache: string): { kernel: string; folder: string } | { missing: string } {
  const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 8);
  let missing = 'apt knows no package linux-image-amd64 (is this Debian, and are its lists there?).';
  // The lists of a machine may be missing, or name a version that is no longer there: then they are fetched once.
  for (const prepare of [() => true, updateLists]) {
    if (!prepare()) continue;
    const kernel = packageOfKernel();
    if (!kernel) continue;
    const folder = path.join(cache, `${kernel}-${key}`);
    const failed = existsSync(folder) ? undefined : buildKernelFolder(kernel, folder);
    if (failed === undefined) return { kernel, folder };
    missing = failed;
  }
  const [kept] = globSync(`linux-image-*-${key}`, { cwd: cache }).toSorted().reverse();
  return kept === undefined ? { missing } : { kernel: kept.slice(0, -key.length - 1), folder: path.join(cache, kept) };
}

const updateLists = (): boolean =>
  process.getuid?.() === 0 &&
  spawnSync('apt-get', ['-qq', 'update'], { stdio: 'ignore', timeout: 120_000 }).status === 0;

/** e.g. `linux-image-6.1.0-56-amd64=6.1.192-2`, as apt takes it. */
function packageOfKernel(): string | undefined {
  const ask = (...args: string[]) => spawnSync('apt-cache', args, { encoding: 'utf8' }).stdout ?? '';
  const name = /Depends: (linux-image-\S+)/.exec(ask('depends', 'linux-image-amd64'))?.[1];
  const version = name && /^Version: (\S+)/m.exec(ask('show', '--no-all-versions', name))?.[1];
  return version ? `${name}=${version}` : undefined;
}

/** undefined, or why it is not possible. */
function buildKernelFolder(kernel: string, folder: string): string | undefined {
  console.log(`Fetching ${kernel} …`);
  mkdirSync(path.dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  const options = {
    cwd: work,
    stdio: ['ignore', 'ignore', 'pipe'] as const,
    encoding: 'utf8' as const,
    maxBuffer: 1 << 30,
  };
  try {
    const fetched = spawnSync('apt-get', ['-qq', '-o', 'APT::Sandbox::User=', 'download', kernel], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 180_000,
    });
    const [file] = globSync('*.deb', { cwd: work });
    if (fetched.status !== 0 || file === undefined)
      return `the kernel could not be downloaded with apt (${fetched.stderr.trim().split('\n').at(-1) ?? ''}).`;
    const unpacked = spawnSync('dpkg-deb', ['-x', file, 'kernel'], {
      ...options,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (unpacked.status !== 0) throw new Error('the kernel package could not be unpacked');
    const finished = path.join(work, 'finished');
    mkdirSync(finished);
    const [image = ''] = globSync('kernel/boot/vmlinuz-*', { cwd: work });
    writeFileSync(path.join(finished, 'vmlinux'), uncompressed(readFileSync(path.join(work, image))));
    const [modules = ''] = globSync('kernel/{usr/,}lib/modules/*', { cwd: work });
    writeFileSync(path.join(finished, 'modules.cpio'), moduleArchive(path.join(work, modules)));
    renameSync(finished, folder);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The ELF kernel out of a bzImage (x86 boot protocol 2.08, payload_offset and payload_length): unpacking it on an
 * emulated processor takes seconds.
 */
function uncompressed(image: Buffer): Buffer {
  const start = ((image[0x1f1] || 4) + 1) * 512 + image.readUInt32LE(0x248);
  const payload = image.subarray(start, start + image.readUInt32LE(0x24c) - 4); // The last four bytes are the length.
  const [tool, args] =
    payload[0] === 0xfd
      ? ['xz', ['-dc', '--single-stream']]
      : payload.readUInt32LE(0) === 0xfd2fb528
        ? ['zstd', ['-dc']]
        : ['gzip', ['-dc']];
  const { status, stdout } = spawnSync(tool as string, args as string[], { input: payload, maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`the kernel could not be unpacked with ${String(tool)}`);
  return stdout;
}

/** The wanted modules and what they depend on, with a list in load order for each group. */
function moduleArchive(folder: string): Buffer {
  const nameOf = (file: string) => path.basename(file, '.ko').replaceAll('-', '_');
  const files = new Map(
    readdirSync(path.join(folder, 'kernel'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ko'))
      .map((file) => [nameOf(file), path.join(folder, 'kernel', file)]),
  );
  const builtIn = new Set(readFileSync(path.join(folder, 'modules.builtin'), 'utf8').split('\n').map(nameOf));
  const seen = new Set<string>();
  const archive = createArchive();

  function inOrder(name: string): string[] {
    if (seen.has(name) || builtIn.has(name)) return [];
    seen.add(name);
    const file = files.get(name);
    if (file === undefined) throw new Error(`this kernel has no module ${name}`);
    const content = readFileSync(file);
    archive.add(`modules/${name}.ko`, content, 0o644);
    const depends = /\0depends=([^\0]*)\0/.exec(content.toString('latin1'))?.[1] ?? '';
    return [
      ...depends
        .split(',')
        .filter(Boolean)
        .flatMap((each) => inOrder(each.replaceAll('-', '_'))),
      name,
    ];
  }

  for (const [group, names] of Object.entries(wanted)) {
    const list = names.flatMap((name) => inOrder(name.replaceAll('-', '_')));
    archive.add(`modules/${group}.list`, Buffer.from(`${list.join('\n')}\n`), 0o644);
  }
  return archive.end();
}
