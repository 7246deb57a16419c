import type { LinkConfig } from '../contract.ts';
import { hidLibrary } from './hidLibrary.ts';

/**
 * Loads what these links will need. Loading stops the event loop for as long as the machine takes (seconds on a slow
 * one, seen in the lab): it happens where the main process grants that time, see `connectDeviceHost`. What cannot be
 * loaded is told by whoever opens a device with it.
 */
export async function loadLibraries(links: readonly LinkConfig[]): Promise<void> {
  const needs = (type: LinkConfig['type']) => links.some((link) => link.type === type);
  // node-hid loads its binary at its first call only.
  const hid = async () => (await hidLibrary()).devicesAsync(0xffff, 0xffff);
  await Promise.allSettled([needs('serial') && import('serialport'), needs('hid') && hid()]);
}
