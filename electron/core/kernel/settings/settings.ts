import { z } from 'zod';
import { DeviceSettings } from '../../../contract/deviceSettings.ts';
import { codeTypes, expressionOf, ownCodeRules } from '../../codes/codeRules.ts';
import { ReadMrz } from '../../codes/zoneKinds.ts';

/** People's data and the clerk's session travel to it: encrypted, or not beyond this machine. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function isPattern(pattern: string): boolean {
  try {
    return expressionOf(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

const CodeRule = z.object({
  pattern: z.string().min(1).max(300).refine(isPattern, 'must be a regular expression'),
  type: z.enum(codeTypes),
  value: z.string().max(100).optional(),
  check: z.string().max(100).optional(),
  alphabet: z.literal('crockford').optional(),
});

const InterleavedRule = z
  .object({ lengths: z.array(z.int().min(2).max(80)).max(10).default([]), checkDigit: z.boolean().default(false) })
  .refine(({ lengths, checkDigit }) => lengths.length > 0 || checkDigit, 'needs lengths or checkDigit');

/** Settings of one workstation. Every field has a default, so that an empty file is a valid one. */
export const Settings = z.object({
  language: z.enum(['de', 'en']).default('de'),
  backend: z
    .discriminatedUnion('mode', [
      /** The backend runs inside this program, with its own database: one counter, training, trying out. */
      z.object({ mode: z.literal('embedded'), seed: z.boolean().default(true) }),
      z.object({
        mode: z.literal('remote'),
        url: z
          .url({ protocol: /^https?$/ })
          .refine(isPrivate, 'must begin with https:// (http:// only for this machine), without a name or password'),
      }),
    ])
    .default({ mode: 'embedded', seed: true }),
  devices: DeviceSettings.prefault({}),
  /** Whose machine readable zones are read; AufenthG § 78 (6) and AufenthV § 61f limit it for residence titles. */
  readMrz: ReadMrz,
  /**
   * What the office's own codes look like: tried in this order, the first that fits decides. Ours are the default; an
   * own list replaces them.
   */
  codes: z
    .array(CodeRule)
    .max(50)
    .default([...ownCodeRules]),
  /**
   * Compartment labels without check digits, as all were before: `ask` lets the clerk look once before one confirms a
   * compartment.
   */
  labelsWithoutCheck: z.enum(['ask', 'accept']).default('ask'),
  /**
   * Codes of the kind Interleaved 2 of 5, of which a part looks like a whole: not at all, or as the office's own are.
   */
  interleaved2of5: z.union([z.literal('off'), InterleavedRule]).default('off'),
  /**
   * The pickup slip: where the output box stands, in words for applicants, and the printer's name at the system;
   * without one its dialog asks.
   */
  slip: z.object({ place: z.string().max(120).default(''), printer: z.string().max(200).default('') }).prefault({}),
  /**
   * How long what is done stays on this workstation; the backend has its own rule. Short, because whoever is served
   * tomorrow needs none of it.
   */
  retention: z
    .object({
      /** Appointments that are finished, and those of earlier days to which nobody came. */
      finishedHours: z.int().min(1).max(2160).default(12),
      /** That an action arrived: which, when, for which appointment; its content goes at once. */
      settledCommandsDays: z.int().min(0).max(365).default(7),
      /** What the office refused and a person took note of: it exists nowhere else. */
      dismissedDays: z.int().min(1).max(365).default(30),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof Settings>;
