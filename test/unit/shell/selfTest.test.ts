import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import de from '../../../assets/texts/self-test/de.json' with { type: 'json' };
import en from '../../../assets/texts/self-test/en.json' with { type: 'json' };
import { Settings } from '../../../electron/core/kernel/settings/settings.ts';
import { withoutHome } from '../../../electron/shell/selfTest/found.ts';
import { selfTestPage } from '../../../electron/shell/selfTest/page.ts';
import { settingsSources } from '../../../electron/shell/selfTest/settingsSources.ts';

vi.mock('electron', () => ({ app: { isPackaged: false } }));
const { expectedFuses } = await import('../../../electron/shell/selfTest/program.ts');

const root = path.join(import.meta.dirname, '../../..');
const sources = globSync('electron/shell/selfTest/*.ts', { cwd: root })
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n');
const named = (pattern: RegExp): string[] =>
  [...new Set([...sources.matchAll(pattern)].map(([, name]) => name!))].sort();

describe('the words of the self-test', () => {
  it('are there in both languages for every look and every reason, and for nothing else', () => {
    const looks = named(/one\('([\w-]+)'/g);
    const reasons = [
      ...named(/(?:warning|failed|unknown)\('([\w-]+)'/g),
      'settings-not-json',
      'settings-not-valid',
      'settings-not-readable',
    ].sort();
    for (const words of [de, en]) {
      expect(Object.keys(words.findings).sort()).toEqual(looks);
      expect(Object.keys(words.reasons).sort()).toEqual([...new Set(reasons)]);
      expect(
        Object.values({ ...words.findings, ...words.reasons, ...words.facts, ...words.outcomes }).filter(
          (text) => text.trim() === '',
        ),
      ).toEqual([]);
    }
    expect(Object.keys(de.facts).sort()).toEqual(Object.keys(en.facts).sort());
  });
});

describe('the report of the self-test', () => {
  it('names no home folder and no account', () => {
    expect(
      withoutHome('C:\\Users\\Erika.Mustermann\\AppData\\x', 'C:\\Users\\Erika.Mustermann', 'Erika.Mustermann'),
    ).toBe('~\\AppData\\x');
    expect(withoutHome('/tmp/mustermann/x and /srv/mustermann-2', '/home/mustermann', 'mustermann')).toBe(
      '/tmp/~/x and /srv/~-2',
    );
    expect(withoutHome('HID POS scanner', '/home/pos', 'pos')).toBe('HID POS scanner');
    expect(
      withoutHome(
        '"C:\\\\Users\\\\max.mustermann" and \'D:\\Daten\\max.mustermann\' and C:\\Users\\MAX~1.MUS\\x',
        'C:\\Users\\max.mustermann',
        'max.mustermann',
      ),
    ).not.toMatch(/mustermann|MAX~1/i);
  });

  it('says of every setting where it came from: the administrators’ file before the person’s, and the rest by default', () => {
    const person = { language: 'en', devices: { scannerBeeps: false } };
    const machine = { devices: { scannerBeeps: true } };
    const settings = settingsSources(Settings.parse({ language: 'en', devices: { scannerBeeps: true } }), {
      person,
      machine,
    });
    const of = (name: string) => settings.find((setting) => setting.name === name);
    expect(of('language')).toEqual({ name: 'language', value: '"en"', source: 'person' });
    expect(of('devices.scannerBeeps')).toEqual({ name: 'devices.scannerBeeps', value: 'true', source: 'machine' });
    expect(of('retention.finishedHours')?.source).toBe('default');
  });

  it('tells no words that an office chose freely, no name in an address, and no serial number of a device', () => {
    const settings = Settings.parse({
      backend: { mode: 'remote', url: 'https://office.example.org/path' },
      slip: { printer: 'Drucker Frau Mustermann', place: 'Foyer' },
      devices: { scanner: { path: '/dev/serial/by-id/usb-Maker_Scanner_SN12345-if00', baudRate: 9600 } },
    });
    const told = JSON.stringify(settingsSources(settings, { person: {}, machine: {} }));
    expect(told).not.toMatch(/Mustermann|Foyer|SN12345/);
    expect(told).toContain('https://office.example.org');
    expect(
      Settings.safeParse({ backend: { mode: 'remote', url: 'https://kiosk:geheim@office.example.org' } }).success,
    ).toBe(false);
  });

  it('is one page that loads nothing and shows foreign words as text', () => {
    const page = selfTestPage(
      {
        program: 'Schalterwerk 1',
        at: '2026-11-30T00:00:00.000Z',
        seconds: 3,
        findings: [
          {
            id: 'devices',
            outcome: 'warning',
            reason: 'no-camera',
            facts: [{ name: 'others', value: '<script>alert(1)</script>' }],
          },
        ],
        settings: [{ name: 'slip.place', value: '"<b>"', source: 'machine' }],
      },
      'de',
    );
    expect(page).not.toMatch(/<script|<b>|src=|href=|url\(/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain(de.findings.devices);
  });
});

it('the fuses that are looked for are those of electron-builder.yml', () => {
  const builder = readFileSync(path.join(root, 'electron-builder.yml'), 'utf8');
  const block = /^electronFuses:\n((?: {2}\w+: \w+\n)+)/m.exec(builder)?.[1] ?? '';
  const wanted = Object.fromEntries(
    [...block.matchAll(/^ {2}(\w)(\w+): (true|false)$/gm)].map(([, first = '', rest = '', on]) => [
      `${first.toUpperCase()}${rest}`,
      on === 'true',
    ]),
  );
  expect(expectedFuses).toEqual(wanted);
});
