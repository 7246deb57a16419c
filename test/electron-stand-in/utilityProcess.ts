import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { app } from './app.ts';
import { faults } from './faults.ts';
import type { UtilityProcess, UtilityProcessClass } from './surface.ts';

type Methods = Omit<UtilityProcess, 'on' | 'once' | 'off'>;

class StandInUtilityProcess extends EventEmitter implements Methods {
  private readonly child: ChildProcess;

  constructor(...[modulePath, args, options]: Parameters<UtilityProcessClass['fork']>) {
    super();
    app.must('ready', 'utilityProcess.fork()');
    this.child = fork(modulePath, args ?? [], {
      serialization: 'advanced',
      // As in Electron since 37: a rejection nobody takes is a warning.
      execArgv: [
        '--unhandled-rejections=warn-with-error-code',
        '--import',
        new URL('child.ts', import.meta.url).href,
        ...(options?.execArgv ?? []),
      ],
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
  /** Asks, and insists after two seconds; on Windows, and on request here, the child hears nothing of it. */
  kill = (): boolean => {
    const insist = setTimeout(() => this.child.kill('SIGKILL'), 2_000);
    this.child.once('exit', () => clearTimeout(insist));
    return this.child.kill(faults.killsAtOnce ? 'SIGKILL' : 'SIGTERM');
  };
}

export const utilityProcess: UtilityProcessClass = {
  fork: (...options) => new StandInUtilityProcess(...options) as unknown as UtilityProcess,
};
