/**
 * Zod compiles schemas with `new Function` unless told not to, and asks for it once per schema; the page's
 * Content-Security-Policy has no `unsafe-eval`. Imported before anything that builds a schema.
 */
import { z } from 'zod';

z.config({ jitless: true });
