import * as z from 'zod/mini';

/** The end of time, as far as a Date goes. */
const latest = 8_640_000_000_000_000;

/** Milliseconds, since the epoch or of a span: whatever it is, it can be told as a date. */
export const milliseconds = z.number().check(z.gte(0), z.lte(latest));
