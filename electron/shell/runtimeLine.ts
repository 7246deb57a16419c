/** What this program runs on, for the log: the first thing somebody who helps wants to know. */
export function runtimeLine(): string {
  const { electron, chrome, node } = process.versions as Partial<Record<string, string>>;
  return `Running on ${electron === undefined ? 'no Electron' : `Electron ${electron}, Chromium ${chrome}`}, Node ${node}, ${process.platform} ${process.arch}.`;
}
