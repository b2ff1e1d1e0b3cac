import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading } from '../../src/freebsd/reading.ts';

interface Change {
  readonly kind:
    'truncate' | 'delete-line' | 'double-line' | 'swap-lines' | 'flip-byte' | 'garbage' | 'crlf';
  readonly at: number;
  readonly to: number;
  readonly garbage: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom<Change['kind'][]>(
    'truncate',
    'delete-line',
    'double-line',
    'swap-lines',
    'flip-byte',
    'garbage',
    'crlf',
  ),
  at: fc.nat(100_000),
  to: fc.nat(100_000),
  garbage: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('\n', '\t', ' ', ':', '\0', '-1', '99999999999999999999', 'carp: MASTER'),
  ),
});

/** Recorded output, damaged in one to four places. */
export function mutated(samples: readonly string[]): fc.Arbitrary<string> {
  assert.ok(samples.length > 0);
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([sample, changes]) => changes.reduce(apply, sample));
}

/**
 * For damaged output a parser answers at once, does not throw, and returns either facts that
 * `supports` finds in the text, or `unreadable` with a sentence.
 */
export function staysHonest<T>(
  samples: readonly string[],
  parse: (text: string) => Reading<T>,
  supports: (value: T, text: string) => void,
): void {
  fc.assert(
    fc.property(mutated(samples), (text) => {
      const started = performance.now();
      const reading = parse(text);
      assert.ok(performance.now() - started < 2000, 'took too long');
      if (reading.known) supports(reading.value, text);
      else judgeProblem(reading.problem);
    }),
    { numRuns: 600 },
  );
  for (const text of monsters) {
    const started = performance.now();
    parse(text);
    assert.ok(performance.now() - started < 2000, 'took too long');
  }
}

export function lineLike(text: string, pattern: RegExp): boolean {
  return text.split('\n').some((line) => pattern.test(line));
}

/** A piece of text as a regular expression that matches it literally. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The value of a reading that has to be known. */
export function fact<T>(reading: Reading<T>): T {
  assert.ok(reading.known, reading.known ? '' : reading.problem.text);
  return reading.value;
}

/** The code of the problem of a reading that must not be known. */
export function problemOf(reading: Reading<unknown>): string {
  assert.ok(!reading.known, `known: ${JSON.stringify(reading)}`);
  return reading.problem.code;
}

const monsters = [' ', '\t', 'a ', '1 ', 'a: ', '\n', '{', '\\', ',', 'a\tb\t'].flatMap((piece) => [
  piece.repeat(20_000),
  `a: ${piece.repeat(20_000)}\r\n`,
]);

function judgeProblem(problem: { readonly code: string; readonly text: string }): void {
  assert.equal(problem.code, 'unreadable');
  assert.ok(problem.text.length > 0 && problem.text.length < 1000, problem.text);
  assert.ok(!problem.text.includes('\n'), problem.text);
}

function apply(text: string, { kind, at, to, garbage }: Change): string {
  const place = text === '' ? 0 : at % text.length;
  switch (kind) {
    case 'truncate':
      return text.slice(0, place);
    case 'flip-byte':
      return text.slice(0, place) + flipped(text.charCodeAt(place), to) + text.slice(place + 1);
    case 'garbage':
      return text.slice(0, place) + garbage + text.slice(place);
    case 'crlf':
      return text.replaceAll('\n', '\r\n');
    case 'delete-line':
    case 'double-line':
    case 'swap-lines':
      return applyToLines(text.split('\n'), kind, at, to).join('\n');
  }
}

function flipped(code: number, bit: number): string {
  return Number.isNaN(code) ? '' : String.fromCharCode(code ^ (1 << (bit % 7)));
}

function applyToLines(
  lines: readonly string[],
  kind: 'delete-line' | 'double-line' | 'swap-lines',
  at: number,
  to: number,
): readonly string[] {
  const [one, other] = [at % lines.length, to % lines.length];
  if (kind === 'delete-line') return lines.toSpliced(one, 1);
  if (kind === 'double-line') return lines.toSpliced(one, 0, lines[one]!);
  return lines.with(one, lines[other]!).with(other, lines[one]!);
}
