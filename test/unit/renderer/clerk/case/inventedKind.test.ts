import i18next from 'i18next';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { initReactI18next } from 'react-i18next';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseSnapshot, StepView } from '../../../../../electron/contract/index.ts';
import { Steps } from '../../../../../renderer/clerk/case/Steps.tsx';
import { stepKinds } from '../../../../../renderer/clerk/steps/index.ts';
import type { StepKind } from '../../../../../renderer/clerk/steps/stepKind.ts';
import { person } from '../../../../support/fakeBridge.ts';

/** The list of steps knows no kind by name: one that nobody ships is one more value in the table. */

const payment: StepKind = {
  Work: ({ step }) => createElement('button', null, `take the money for ${step.id}`),
  underWay: (step, { note }) =>
    note === 'a card lies on the terminal'
      ? { phase: 'card', panel: createElement('p', null, `card for ${step.id}`) }
      : null,
  words: ({ paid }) => [{ key: 'paid in an invented way', values: { amount: Number(paid) } }],
};
const table = stepKinds as unknown as Record<string, StepKind>;
beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'de', resources: {} });
  table['payment'] = payment;
});
afterAll(() => {
  delete table['payment'];
});

const fee = (more: Partial<StepView>): StepView =>
  ({
    id: 'fee',
    kind: 'payment',
    title: { de: 'Gebühr zahlen', en: 'Pay the fee' },
    text: { de: 'Bar oder mit Karte.', en: 'In cash or by card.' },
    hint: null,
    legalBasis: null,
    required: true,
    binds: true,
    state: 'open',
    current: true,
    doneAt: null,
    overrideReason: null,
    facts: {},
    ...more,
  }) as unknown as StepView;
const shown = (more: Partial<NonNullable<CaseSnapshot>>): string =>
  renderToStaticMarkup(createElement(Steps, { person: person(more) }));

it('an invented kind of step is worked on when it is its turn', () => {
  const open = shown({ steps: [fee({})] });
  expect(open).toContain('take the money for fee');
  expect(open).toContain('data-testid="override-fee"');
  expect(shown({ steps: [fee({ current: false })] })).not.toContain('take the money');
});

it('shows what is under way in it instead of its work', () => {
  const going = shown({ steps: [fee({})], note: 'a card lies on the terminal' });
  expect(going).toContain('card for fee');
  expect(going).not.toContain('take the money');
});

it('says what is known when it is done, and is opened again only where it binds nobody', () => {
  const done = { state: 'done', current: false, facts: { paid: 100 } } as const;
  expect(shown({ steps: [fee(done)] })).toContain('paid in an invented way');
  expect(shown({ steps: [fee(done)] })).not.toContain('reopen-fee');
  expect(shown({ steps: [fee({ ...done, binds: false })] })).toContain('reopen-fee');
});
