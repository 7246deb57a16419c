import de from '../../../assets/texts/self-test/de.json' with { type: 'json' };
import en from '../../../assets/texts/self-test/en.json' with { type: 'json' };
import type { SelfTestReport } from '../../contract/selfTest.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const signs = { passed: '✓', warning: '!', failed: '✗', unknown: '?' } as const;

/** The report as one page that needs nothing else: to be read, printed or mailed. */
export function selfTestPage(report: SelfTestReport, language: 'de' | 'en'): string {
  const words: typeof en = language === 'de' ? de : en;
  const word = (group: Record<string, string>, key: string): string => escaped(group[key] ?? key);
  const counts = (['failed', 'warning', 'unknown', 'passed'] as const)
    .map((outcome) => [outcome, report.findings.filter((finding) => finding.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0);
  const rows = report.findings.map(
    ({
      id,
      outcome,
      reason,
      facts,
    }) => `<tr class="${outcome}"><td class="sign">${signs[outcome]} ${word(words.outcomes, outcome)}</td><th scope="row">${word(words.findings, id)}</th>
<td>${reason === null ? '' : `<p>${word(words.reasons, reason)}</p>`}${facts.length === 0 ? '' : `<dl>${facts.map(({ name, value }) => `<div><dt>${word(words.facts, name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`}</td></tr>`,
  );
  const settings = report.settings.map(
    ({ name, value, source }) =>
      `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td><td>${word(words.sources, source)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(words.title)}</title>
<style>
:root{color-scheme:light dark}body{font:1rem/1.45 system-ui,sans-serif;max-width:70rem;margin:1.5rem auto;padding:0 1.25rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem}.counts{display:flex;gap:1.5rem;font-size:1.15rem;margin:.75rem 0 1.25rem;padding:0;list-style:none}
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.45rem .75rem .45rem 0;border-bottom:1px solid #8886}th{font-weight:600}
.sign{white-space:nowrap;width:9rem}.failed .sign,.failed th{color:light-dark(#a3000b,#ff8a80)}.warning .sign{color:light-dark(#7a4b00,#ffc46b)}.unknown{opacity:.8}
p{margin:0 0 .2rem}dl{margin:0;display:flex;flex-wrap:wrap;gap:.1rem 1.25rem}dl div{display:flex;gap:.4rem}dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}
</style></head><body><main>
<h1>${escaped(words.title)}</h1><p>${escaped(
    words.intro
      .replace('{program}', report.program)
      .replace('{at}', report.at)
      .replace('{seconds}', String(Math.round(report.seconds))),
  )}</p>
<ul class="counts">${counts.map(([outcome, count]) => `<li class="${outcome}"><span class="sign">${signs[outcome]} ${count} ${word(words.outcomes, outcome)}</span></li>`).join('')}</ul>
<table><tbody>${rows.join('\n')}</tbody></table>
<h2>${escaped(words.settings)}</h2><table><tbody>${settings.join('\n')}</tbody></table>
</main></body></html>
`;
}
