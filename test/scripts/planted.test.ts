import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';

/** A script without types: what it holds is read like anything from outside. */
const script: unknown = await import(new URL('../../scripts/planted.mjs', import.meta.url).href);
const { planted: list } = z.parse(
  z.object({
    planted: z.array(
      z.object({
        name: z.string(),
        edits: z.array(z.tuple([z.string(), z.string(), z.string()])),
      }),
    ),
  }),
  script,
);

test.each(list)('the bug "$name" can still be planted: its place is there once', ({ edits }) => {
  for (const [path, before] of edits) {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(text.split(before).length - 1, path).toBe(1);
  }
});
