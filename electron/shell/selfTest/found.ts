import os from 'node:os';
import type { Finding } from '../../contract/selfTest.ts';

type Facts = Record<string, string | number | boolean | null>;

const factsOf = (facts: Facts): Finding['facts'] =>
  Object.entries(facts).flatMap(([name, value]) =>
    value === null
      ? []
      : [
          {
            name,
            value: withoutHome(typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value)),
          },
        ],
  );

export type Found = Omit<Finding, 'id'>;
export const passed = (facts: Facts = {}): Found => ({ outcome: 'passed', reason: null, facts: factsOf(facts) });
export const warning = (reason: string, facts: Facts = {}): Found => ({
  outcome: 'warning',
  reason,
  facts: factsOf(facts),
});
export const failed = (reason: string, facts: Facts = {}): Found => ({
  outcome: 'failed',
  reason,
  facts: factsOf(facts),
});
export const unknown = (reason: string, facts: Facts = {}): Found => ({
  outcome: 'unknown',
  reason,
  facts: factsOf(facts),
});

/**
 * The name of an account stands in the path of its home, and in nothing that leaves this machine. Also in the short
 * form that Windows has for it.
 */
export function withoutHome(text: string, home = os.homedir(), account = os.userInfo().username): string {
  let shortened = home.length > 1 ? text.replaceAll(home, '~') : text;
  shortened = shortened.replaceAll(/([\\/]+(?:Users|home)[\\/]+)[^\\/"'\s]+/gi, '$1~');
  // In other folders, such as that of temporary files, the account's name can stand as well.
  return account.length > 2 && account !== 'root'
    ? shortened.replaceAll(new RegExp(`(?<=[\\\\/])${escaped(account)}(?!\\w)`, 'gi'), '~')
    : shortened;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Electron itself, and not the stand-in. */
export const onElectron = process.versions['electron'] !== undefined;
