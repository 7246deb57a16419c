import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { UtilityProcess, UtilityProcessClass } from './surface.ts';

type Methods = Omit<UtilityProcess, 'on' | 'once' | 'off'>;

class StandInUtilityProcess extends EventEmitter implements Methods {
  private readonly child: ChildProcess;

  constructor(...[modulePath, args, options]: Parameters<UtilityProcessClass['fork']>) {
    super();
    this.child = fork(modulePath, args ?? [], {
      serialization: 'advanced',
      execArgv: ['--import', new URL('child.ts', import.meta.url).href, ...(options?.execArgv ?? [])],
      env: (options?.env ?? process.env) as NodeJS.ProcessEnv,
      silent: options?.stdio === 'pipe',
    });
    this.child.on('spawn', () => this.emit('spawn'));
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('error', () => undefined); // Told by `exit`, as in Electron.
    this.child.on('exit', (code, signal) => this.emit('exit', code ?? (signal === null ? 1 : 128)));
  }

  get pid(): number | undefined {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined;
  }
  get stdout(): Readable | null {
    return this.child.stdout;
  }
  get stderr(): Readable | null {
    return this.child.stderr;
  }

  postMessage = (message: unknown): void => {
    if (this.child.connected) this.child.send(message as object, () => undefined);
  };
  kill = (): boolean => this.child.kill();
}

export const utilityProcess: UtilityProcessClass = { fork: (...options) => new StandInUtilityProcess(...options) as unknown as UtilityProcess };
