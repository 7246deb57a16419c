import { app } from 'electron';

/** Chromium's ways into a running window and around its protection: for developers, never for an installed program. */
const refusedSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-allow-origins',
  'disable-web-security',
  'ignore-certificate-errors',
  'load-extension',
];

/** To be called first of all. False: the program was started in a way in which an installed one does not run. */
export function harden(): boolean {
  // Everything this program and its children write is for the account it runs under, and for nobody else on this
  // machine.
  process.umask(0o077);
  if (!app.isPackaged) return true;
  // Node would no longer check whom it talks to.
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  return !refusedSwitches.some((name) => app.commandLine.hasSwitch(name));
}

/**
 * To be called before the application is ready. Every window asks for its sandbox by itself; this forces it. Not for
 * root in a checkout: Chromium does not sandbox root, and forcing it would end every child process.
 */
export function sandboxEveryProcess(): void {
  if (app.isPackaged || process.getuid?.() !== 0) app.enableSandbox();
}
