import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { app } from 'electron';
import { failed, onElectron, passed, unknown, type Found } from './found.ts';
import { startMyself } from './ownStart.ts';

/** As in electron-builder.yml; a test holds the two together. */
export const expectedFuses: Partial<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
};

export function versions(): Found {
  const { electron, chrome, node } = process.versions as Partial<Record<string, string>>;
  const facts = {
    program: app.getVersion(),
    electron: electron ?? null,
    chromium: chrome ?? null,
    node: node ?? null,
    system: `${os.type()} ${os.release()}, ${process.platform} ${process.arch}`,
    installed: app.isPackaged,
  };
  return onElectron ? passed(facts) : unknown('no-electron', facts);
}

/** Switches inside Electron's own binary that decide what the program may be misused for. */
export async function fuses(): Promise<Found> {
  if (!onElectron) return unknown('no-electron');
  if (!app.isPackaged) return unknown('not-installed');
  const wire = await getCurrentFuseWire(process.execPath);
  // Each fuse is a digit in the binary: 1 or 0.
  const wrong = Object.entries(expectedFuses)
    .filter(([name, on]) => wire[FuseV1Options[name as keyof typeof FuseV1Options]] !== (on ? 0x31 : 0x30))
    .map(([name]) => name);
  return wrong.length === 0
    ? passed({ checked: Object.keys(expectedFuses).length })
    : failed('fuses-wrong', { wrong: wrong.join(', ') });
}

/** Ways in which an installed program must not let itself be started. */
export async function refusedStarts(folder: string): Promise<Found> {
  if (!onElectron) return unknown('no-electron');
  if (!app.isPackaged) return unknown('not-installed');
  const data = `--user-data-dir=${path.join(folder, 'refused')}`;
  const asNode = await startMyself(['-e', 'process.exit(42)', data, '--self-test-part=nothing'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const inspected = await startMyself(['--inspect=0', data, '--self-test-part=nothing']);
  const remote = await startMyself(['--remote-debugging-port=0', data, '--self-test-part=nothing']);
  const open = [
    asNode.code === 42 ? 'ELECTRON_RUN_AS_NODE' : '',
    /Debugger listening/.test(inspected.output) ? '--inspect' : '',
    remote.code === 1 ? '' : '--remote-debugging-port',
  ].filter(Boolean);
  return open.length === 0 ? passed({ checked: 3 }) : failed('starts-let-through', { wrong: open.join(', ') });
}

/** On Windows the sum of the archive's header stands in the program itself, and Electron compares. */
export function archive(): Found {
  if (!onElectron) return unknown('no-electron');
  const file = path.join(process.resourcesPath, 'app.asar');
  if (!app.isPackaged || !existsSync(file)) return unknown('not-installed');
  const bytes = readFileSync(file);
  const header = bytes.subarray(16, 16 + bytes.readUInt32LE(12));
  const sum = createHash('sha256').update(header).digest('hex');
  if (process.platform !== 'win32') return unknown('no-archive-sum-here', { sum });
  return readFileSync(process.execPath).includes(sum) ? passed({ sum }) : failed('archive-changed', { sum });
}

/** Are the processes that draw pages held by the system? */
export function sandbox(pageProcess: number): Found {
  if (!onElectron) return unknown('no-electron');
  if (process.platform === 'linux') {
    const status = readFileSync(`/proc/${pageProcess}/status`, 'utf8');
    const mode = /^Seccomp:\t(\d)/m.exec(status)?.[1] ?? '';
    return mode === '2' ? passed({ seccomp: mode }) : failed('not-sandboxed', { seccomp: mode });
  }
  const metric = app.getAppMetrics().find(({ pid }) => pid === pageProcess);
  return metric?.sandboxed
    ? passed({ integrity: metric.integrityLevel ?? null })
    : failed('not-sandboxed', { integrity: metric?.integrityLevel ?? null });
}
