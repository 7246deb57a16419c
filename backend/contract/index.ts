export * from './records.ts';
export * from './commands.ts';
export * from './problems.ts';
export * from './transitions.ts';
export * from './order.ts';
export * from './visits.ts';
export * from './routes.ts';
export * from './version.ts';
