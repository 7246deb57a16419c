import { shell } from 'electron';
import { startText } from './startTexts.ts';

/** Opens an address in the system's browser. Which addresses may be opened is decided in `core/counter/session`. */
export async function openBrowser(url: string): Promise<void> {
  await shell.openExternal(new URL(url).href);
}

/** What the browser shows when it has brought its answer. */
export function browserPage(language: 'de' | 'en'): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${startText(language, 'title')}</title>
<style>:root{color-scheme:light dark}body{font:1.25rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem}</style></head>
<body><main><h1>${startText(language, 'browser-done')}</h1><p>${startText(language, 'browser-may-be-closed')}</p></main></body></html>
`;
}
