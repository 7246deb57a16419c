/** What the rest of the product may use of the drivers: the messages, and the host as a value. */
export * from './contract.ts';
export { startDeviceHost, type HostOptions, type RunningHost } from './startDeviceHost.ts';
