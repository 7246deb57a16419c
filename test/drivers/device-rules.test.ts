import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../native/catalog.ts';
import { deviceRules, rulesFile } from '../../native/deviceRules.ts';
import { modelsFile, modelsPage } from '../../native/modelsPage.ts';

const lines = deviceRules().split('\n');

describe('the Linux device rules', () => {
  it('are up to date: `node native/deviceRules.ts` writes them anew from the table of models', () => {
    expect(readFileSync(rulesFile, 'utf8')).toBe(deviceRules());
  });

  it('are not alone: the page of models for IT is up to date, too (`node native/modelsPage.ts`)', () => {
    expect(readFileSync(modelsFile, 'utf8')).toBe(modelsPage());
    for (const { name } of catalog) expect(modelsPage()).toContain(`| ${name} |`);
  });

  it('open every model that has ids, over the way it is used', () => {
    for (const { name, vendorId, productId, transport } of catalog) {
      if (vendorId === undefined) continue;
      const id = vendorId.toString(16).padStart(4, '0');
      const subsystem = transport === 'serial' ? 'tty' : 'hidraw';
      const opens = lines.filter(
        (line) =>
          line.startsWith(`SUBSYSTEM=="${subsystem}"`) &&
          line.includes(`ATTRS{idVendor}=="${id}"`) &&
          line.includes('TAG+="uaccess"'),
      );
      const right = opens.filter(
        (line) =>
          productId === undefined || line.includes(`ATTRS{idProduct}=="${productId.toString(16).padStart(4, '0')}"`),
      );
      expect(right.length, name).toBeGreaterThan(0);
    }
  });

  it('say what they may be: a match and an assignment in every line, nothing opened for everybody', () => {
    for (const line of lines.filter((each) => each !== '' && !each.startsWith('#'))) {
      expect(line).toMatch(/^(ACTION|SUBSYSTEM|LABEL)[=+]+"/);
      expect(line).not.toMatch(/MODE="066[67]"|MODE="0777"/);
    }
  });
});
