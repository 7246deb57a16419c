import { config } from 'zod';

/**
 * The page's content security policy forbids code made from text, which zod would try for speed.
 * Must be imported before anything that makes schemas.
 */
config({ jitless: true });
