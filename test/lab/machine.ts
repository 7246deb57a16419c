import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { constants, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { codeNumber } from './guest/codes.ts';

export interface MachineSettings {
  vmlinux: string;
  initramfs: string;
  root: string;
  /** Holds `suite.js`. */
  folder: string;
  rules: string;
  chapters: string[];
  timeLimit: number;
}

/**
 * Boots the machine, relays its console, counts its proofs and returns the suite's status: 124 when it took too long,
 * 126 when it went down without a word.
 */
export function runMachine(
  settings: MachineSettings,
): Promise<{ status: number; passed: number; findings: string[]; seconds: number; accelerator: string }> {
  const began = Date.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'hardware-lab-'));
  const accelerator = hasVirtualisation() ? 'kvm' : 'tcg,thread=multi';
  const qemu = spawn(
    'qemu-system-x86_64',
    [
      '-accel',
      accelerator,
      '-machine',
      'q35',
      '-cpu',
      'max',
      '-smp',
      '2',
      '-m',
      '640',
      '-display',
      'none',
      '-vga',
      'none',
      '-nodefaults',
      '-no-user-config',
      '-no-reboot',
      '-serial',
      'stdio',
      '-kernel',
      settings.vmlinux,
      '-initrd',
      settings.initramfs,
      '-device',
      'isa-debug-exit,iobase=0xf4,iosize=0x04',
      '-fsdev',
      'local,id=r,path=/,security_model=none,readonly=on,multidevs=remap',
      '-device',
      'virtio-9p-pci,fsdev=r,mount_tag=hostroot',
      '-device',
      'qemu-xhci,id=xhci',
      '-chardev',
      `socket,id=cable,path=${path.join(folder, 'cable')},server=on,wait=off`,
      '-device',
      'usb-serial,chardev=cable,id=cable0',
      '-device',
      'usb-kbd,id=keyboard',
      '-device',
      'usb-mouse,id=mouse',
      '-append',
      [
        'console=ttyS0 panic=-1 quiet loglevel=1 mitigations=off',
        `lab.dir=${settings.folder}`,
        `lab.node=${realpathSync(process.execPath)}`,
        existsSync(settings.rules) ? `lab.rules=${settings.rules}` : '',
        `lab.chapters=${settings.chapters.join(',')}`,
      ].join(' '),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  ); // In a session of its own, for `beforeOthers`.
  beforeOthers(qemu.pid);
  const endWithUs = () => void qemu.kill('SIGKILL');
  process.on('exit', endWithUs);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  const cable = serialCable(path.join(folder, 'cable'), qemu);

  const proofs = { passed: 0, findings: [] as string[] };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    qemu.kill('SIGKILL');
  }, settings.timeLimit);
  createInterface({ input: qemu.stdout }).on('line', (line) => {
    const deed = /^\[cable\] (.*?)\r?$/.exec(line)?.[1];
    if (deed !== undefined) return cable.play(deed);
    if (line.startsWith('ok      ')) proofs.passed += 1;
    if (line.startsWith('NOT OK  ')) proofs.findings.push(line.slice('NOT OK  '.length).trim());
    console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)}  ${line.trimEnd()}`);
  });

  return new Promise((resolve, reject) => {
    qemu.on('error', reject);
    qemu.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', endWithUs);
      cable.end();
      rmSync(folder, { recursive: true, force: true });
      // isa-debug-exit ends QEMU with (status << 1) | 1; a plain 0 is a machine that went down without reporting.
      const status = timedOut ? 124 : code !== null && code & 1 ? code >> 1 : 126;
      resolve({ status, ...proofs, seconds: (Date.now() - began) / 1000, accelerator });
    });
  });
}

/**
 * Devices stall for as long as the machine is not given a processor, which no device does: it goes before whoever else
 * works here. Linux shares its processors among sessions first, so that counts for the session too. Only some accounts
 * may ask for it.
 */
function beforeOthers(pid: number | undefined): void {
  const { PRIORITY_HIGH } = constants.priority;
  try {
    setPriority(pid ?? -1, PRIORITY_HIGH);
    writeFileSync(`/proc/${pid}/autogroup`, String(PRIORITY_HIGH));
  } catch {
    // Then it shares like everybody.
  }
}

/** /dev/kvm alone proves nothing: a software KVM accepts the machine and crawls. */
function hasVirtualisation(): boolean {
  return existsSync('/dev/kvm') && /\b(vmx|svm)\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

/**
 * The far end of QEMU's own USB-serial adapter (FTDI), played on orders the suite prints: `plug`, `unplug`, `scan FROM
 * TO`, `last-words` (bytes, and pulled in the same moment). QEMU attaches the adapter while somebody holds the socket.
 */
function serialCable(file: string, qemu: ChildProcess): { play(deed: string): void; end(): void } {
  let socket: Socket | undefined;
  let ended = false;

  function plug(): void {
    const it = connect(file);
    socket = it;
    it.on('error', () => {
      if (!ended && qemu.exitCode === null && socket === it) setTimeout(plug, 100);
    });
    it.resume();
  }

  /** A moment between two codes, so that each begins a packet of its own. */
  async function scan(from: number, to: number): Promise<void> {
    for (let number = from; number < to; number += 1) {
      socket?.write(codeNumber(number));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  return {
    play(deed) {
      const [verb, from = '0', to = '0'] = deed.split(' ');
      if (verb === 'plug') plug();
      if (verb === 'unplug') socket?.destroy();
      if (verb === 'scan') void scan(Number(from), Number(to));
      if (verb === 'last-words') socket?.write('last words '.repeat(30), () => socket?.destroy());
    },
    end() {
      ended = true;
      socket?.destroy();
    },
  };
}
