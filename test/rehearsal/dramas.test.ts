import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Drama } from '../../src/rehearsal/drama.ts';
import { perform } from '../../src/rehearsal/perform.ts';

/** Dramas that broke an invariant once, shrunk, as `carphast rehearse --seed N --only A,B --json` prints them. */
const directory = new URL('dramas/', import.meta.url);

it.each(readdirSync(directory))('%s holds now', async (file) => {
  const written: unknown = JSON.parse(readFileSync(new URL(file, directory), 'utf8'));
  const drama = z.parse(z.custom<Drama>(), written);
  expect((await perform(drama)).violations).toEqual([]);
});
