/**
 * Milliseconds after which something that is waited for will not come any more. Only against a hang: a slow machine is
 * no fault.
 */
export const hangMs = 600_000;
