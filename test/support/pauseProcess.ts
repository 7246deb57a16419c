const paused = new Set<number>();
// A test may end before the time is over, and a stopped process would stay for ever.
process.on('exit', () => {
  for (const pid of paused) signal(pid, 'SIGCONT');
});

/**
 * SIGSTOP, and SIGCONT some time later: what a process sees of it is a jump of all clocks. It may have ended meanwhile.
 */
export function pauseProcess(pid: number | undefined, ms: number): void {
  if (pid === undefined || !signal(pid, 'SIGSTOP')) return;
  paused.add(pid);
  setTimeout(() => {
    paused.delete(pid);
    signal(pid, 'SIGCONT');
  }, ms);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
