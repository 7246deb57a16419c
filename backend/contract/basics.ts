import { z } from 'zod';

/** All times are ISO 8601 in UTC and are the backend's own clock; all ids are opaque text. */

export const Instant = z.iso.datetime();
export const Id = z.string().min(1).max(64);
