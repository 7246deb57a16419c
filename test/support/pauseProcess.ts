/** SIGSTOP, and SIGCONT some time later: what a process sees of it is a jump of all clocks. It may have ended meanwhile. */
export function pauseProcess(pid: number | undefined, ms: number): void {
  if (pid === undefined || !signal(pid, 'SIGSTOP')) return;
  setTimeout(() => signal(pid, 'SIGCONT'), ms);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
