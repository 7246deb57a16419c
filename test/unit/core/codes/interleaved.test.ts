import { describe, expect, it } from 'vitest';
import { isForeignInterleaved, type InterleavedRule } from '../../../../electron/core/codes/interleaved.ts';
import { Settings } from '../../../../electron/core/kernel/settings/settings.ts';

const foreign = (text: string, rule: InterleavedRule, aim: string | null = ']I0') =>
  isForeignInterleaved(new TextEncoder().encode(text), aim, rule);
const rule = (interleaved2of5: unknown): InterleavedRule => Settings.parse({ interleaved2of5 }).interleaved2of5;

describe('Interleaved 2 of 5', () => {
  it('is used nowhere unless the office says what its codes are like', () => {
    expect(Settings.parse({}).interleaved2of5).toBe('off');
    expect(foreign('12345678901231', 'off')).toBe(true);
    expect(Settings.safeParse({ interleaved2of5: {} }).success).toBe(false);
    expect(Settings.safeParse({ interleaved2of5: 'on' }).success).toBe(false);
  });

  it('with a fixed length is whole or nothing', () => {
    const fixed = rule({ lengths: [14] });
    expect(foreign('12345678901231', fixed)).toBe(false);
    for (let length = 2; length < 14; length += 2)
      expect(foreign('12345678901231'.slice(0, length), fixed), String(length)).toBe(true);
    expect(foreign('1234567890123A', fixed)).toBe(true);
  });

  it('with a check digit has to have the right one; one that the reader took off it has checked', () => {
    const checked = rule({ checkDigit: true });
    expect([
      foreign('12345678901231', checked),
      foreign('1234567890', checked),
      foreign('12345678901230', checked),
    ]).toEqual([false, true, true]);
    expect([foreign('1234567890123', checked, ']I3'), foreign('12345678901230', checked, ']I1')]).toEqual([
      false,
      true,
    ]);
    expect(foreign('12345678901231', rule({ lengths: [12], checkDigit: true }))).toBe(true);
  });

  it('is told by the reader: no other kind is touched', () => {
    for (const aim of [']C0', ']A0', ']Q1', null]) expect(foreign('1234567890', 'off', aim)).toBe(false);
  });
});
