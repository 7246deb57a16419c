import { inOrder, isLeftOver, standing, type Appointment, type Counter, type OfficeRules } from '../contract/index.ts';

/**
 * Who is next at a counter: of those who wait for something the counter does and are not held by another one, the first
 * in order (`contract/subjects/queue/order.ts`). A visit is called when the counter does the service of at least one of it, with that
 * person first.
 */
export function chooseNext(
  waiting: readonly Appointment[],
  counter: Counter,
  rules: OfficeRules,
  now: string,
): Appointment | undefined {
  return callable(waiting, counter, rules, now)[0];
}

/**
 * The next people for a counter to hold: whole visits, each counted as one, until there are `count`. Those it holds
 * already come first.
 */
export function chooseAhead(
  waiting: readonly Appointment[],
  counter: Counter,
  rules: OfficeRules,
  now: string,
  count: number,
): Appointment[] {
  const chosen = new Map<string, Appointment>();
  const list = callable(waiting, counter, rules, now);
  const holds = (appointment: Appointment): boolean => standing(appointment, now) !== null;
  for (const appointment of [...list.filter(holds), ...list.filter((one) => !holds(one))]) {
    const key = appointment.visitId ?? appointment.id;
    if (chosen.size < count && !chosen.has(key)) chosen.set(key, appointment);
  }
  return [...chosen.values()];
}

function callable(waiting: readonly Appointment[], counter: Counter, rules: OfficeRules, now: string): Appointment[] {
  return inOrder(
    waiting.filter((one) => one.state === 'waiting' && !isLeftOver(one, new Date(now))),
    rules,
  ).filter((appointment) => {
    const held = standing(appointment, now);
    if (held) return held.counterId === counter.id && held.kind !== 'visit';
    return counter.services.includes(appointment.service);
  });
}
