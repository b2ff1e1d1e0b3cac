import assert from 'node:assert/strict';
import type { Reading } from '../../src/freebsd/reading.ts';
import type { Dice } from './dice.ts';
import { mutate, type Sound } from './mutate.ts';

/** Something that reads what others wrote, and how its answer is judged. */
export interface Target {
  readonly name: string;
  /** Of all cases, in proportion to the shares of the others. */
  readonly share: number;
  readonly play: (dice: Dice) => Play;
  /** Texts of a tool that ends each line: one that was cut within a line must not be believed. */
  readonly cut?: { readonly samples: readonly string[]; readonly parse: Parse };
}

/** One case. */
export interface Play {
  /** For people who look for the cause. */
  readonly input: unknown;
  /** Reads it; the time this takes is bounded. What comes back judges the answer. */
  readonly run: () => Judge | Promise<Judge>;
}

/** Throws when the answer is not what its type and its input allow. */
export type Judge = () => void;
type Parse = (text: string) => Reading<unknown>;

interface TextTarget<T> extends Sound {
  readonly name: string;
  readonly share?: number;
  readonly parse: (text: string) => Reading<T>;
  /** The facts stand in the text. */
  readonly supports: (value: T, text: string) => void;
  /** Its last line may lack its end: a file, or a tool that prints what it likes. */
  readonly openEnded?: true;
}

/** A parser of one text. */
export function textTarget<T>(about: TextTarget<T>): Target {
  const { name, parse, supports, samples } = about;
  assert.ok(samples.length > 0, `${name} has no samples`);
  return {
    name,
    share: about.share ?? 4,
    play: (dice) => {
      const text = mutate(dice, about);
      return {
        input: text,
        run: () => {
          const reading = parse(text);
          return () => {
            judgeReading(reading, (value) => {
              supports(value, text);
            });
          };
        },
      };
    },
    ...(about.openEnded === true ? {} : { cut: { samples, parse } }),
  };
}

/** Facts without holes, or a problem in one sentence. */
export function judgeReading<T>(reading: Reading<T>, supports: (value: T) => void): void {
  if (reading.known) {
    assertWhole(reading.value);
    supports(reading.value);
    return;
  }
  assert.equal(reading.problem.code, 'unreadable');
  judgeSentence(reading.problem.text);
}

export function judgeSentence(text: string): void {
  assert.ok(text.length > 0 && text.length < 1000, `a sentence of ${text.length} letters`);
  assert.ok(!/[\n\0]/.test(text), text);
  assertNoHoles(text);
}

/** No value that was none is printed; what is quoted was found in the input. */
export function assertNoHoles(text: string): void {
  const own = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
  assert.ok(!/\bundefined\b|\bNaN\b|Infinity|Invalid Date|\[object/.test(own), text);
}

/** No undefined, no NaN, no endless number anywhere within. */
export function assertWhole(value: unknown, path = 'the answer'): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path} is ${value}`);
  assert.ok(value !== undefined && typeof value !== 'function', `${path} is undefined`);
  if (typeof value !== 'object' || value === null) return;
  const entries = value instanceof Map ? value.entries() : Object.entries(value);
  for (const [key, inner] of entries) assertWhole(inner, `${path}.${String(key)}`);
}

export function lineLike(text: string, pattern: RegExp): boolean {
  return text.split('\n').some((line) => pattern.test(line));
}

/** A piece of text as a regular expression that matches it literally. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
