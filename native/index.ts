/** What the rest of the product may use of the drivers: the messages, and the host as a value. */
export * from './contract.ts';
export { startDeviceHost, type HostOptions, type RunningHost } from './startDeviceHost.ts';
export { connectDeviceHost, defaultConnection, type HostPort } from './connectDeviceHost.ts';
export { forkDeviceHost } from './forkDeviceHost.ts';
export { boardsOf, canBe } from './locker/families/index.ts';
export { catalog, type Model } from './catalog.ts';
export { unverifiedPoints, type UnverifiedPoint } from './unverified.ts';
export { deedsOf } from './barcode-scanner/deeds.ts';
