import path from 'node:path';

/** A newc archive, the format of an initramfs. */
export function createArchive() {
  const chunks: Buffer[] = [];
  const folders = new Set(['.']);
  let inode = 1;

  function entry(
    name: string,
    mode: number,
    data: Buffer = Buffer.alloc(0),
    device: readonly [number, number] = [0, 0],
  ): void {
    const label = Buffer.from(`${name}\0`);
    const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, ...device, label.length, 0];
    inode += 1;
    const padding = (length: number) => Buffer.alloc((4 - (length % 4)) % 4);
    const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
    chunks.push(header, label, padding(header.length + label.length), data, padding(data.length));
  }

  function folder(name: string): void {
    if (folders.has(name)) return;
    folder(path.dirname(name));
    folders.add(name);
    entry(name, 0o40755);
  }

  return {
    folder,
    add(name: string, data: Buffer, mode: number): void {
      folder(path.dirname(name));
      entry(name, 0o100000 | mode, data);
    },
    console(name: string): void {
      folder(path.dirname(name));
      entry(name, 0o20600, undefined, [5, 1]);
    },
    end(): Buffer {
      entry('TRAILER!!!', 0);
      return Buffer.concat(chunks);
    },
  };
}
