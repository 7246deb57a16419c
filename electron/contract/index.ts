/** What the windows and the main process say to each other; which kind of window may ask what stands in `windows.ts`. */

export * from './windowContract.ts';
export * from './clerkWindow.ts';
export * from './common.ts';
export * from './errors.ts';
export * from './selfTest.ts';
export * from './session.ts';
export * from './day.ts';
export * from './acting.ts';
export * from './case.ts';
export * from './steps.ts';
export * from './signing.ts';
export * from './box.ts';
export * from './scans.ts';
export * from './devices.ts';
export * from './deviceSettings.ts';
export * from './deviceTests.ts';
export * from './outbox.ts';
export * from './traces.ts';
