import type { StepRecord } from '../../../../backend/contract/index.ts';
import type { Comparison } from '../../../contract/case.ts';
import type { Mrz } from '../../codes/mrz.ts';
import { factKinds, type Agreement, type FactKind } from './compareFacts.ts';
import type { Judgement, KnownPerson } from './judge.ts';
import type { Reading } from './reading.ts';
import type { ZoneKind } from '../../codes/zoneKinds.ts';

/** What is recorded with the step: how it was read and which kinds of facts agreed. Never what they say. */
export function evidenceOf(
  { facts, ...judgement }: Judgement,
  { source, symbology, from }: Reading,
  document: ZoneKind,
): StepRecord['evidence'] {
  const those = (...agreements: Agreement[]) => factKinds.filter((kind) => agreements.includes(facts[kind])).join(' ');
  return {
    document,
    source,
    symbology,
    from,
    agrees: those('agrees'),
    contradicts: those('contradicts'),
    notComparable: those('open', 'not-kept'),
    ...(judgement.verdict === 'compare' && { reason: judgement.reason }),
  };
}

export const isExpired = ({ expiry }: Mrz, now: Date): boolean =>
  expiry !== null && expiry < now.toISOString().slice(0, 10);

/** What the clerk sees. */
export function viewOf(
  { facts, reason, ticket }: Extract<Judgement, { verdict: 'compare' }>,
  document: Mrz,
  kept: KnownPerson,
  { source, symbology }: Reading,
  expired: boolean,
  now: Date,
): Comparison {
  const values: Record<FactKind, [kept: string, read: string]> = {
    number: ['', ''],
    familyName: [kept.familyName, document.primary],
    givenNames: [kept.givenNames, document.secondary],
    birthDate: [kept.birthDate, document.birthDate],
    nationality: [kept.nationality, document.nationality],
    sex: [kept.sex ?? '', document.sex],
  };
  return {
    at: now.toISOString(),
    reason,
    ticket,
    source,
    expired,
    ...(symbology !== 'none' && { symbology }),
    facts: factKinds.map((kind) => ({ kind, agreement: facts[kind], kept: values[kind][0], read: values[kind][1] })),
  };
}
