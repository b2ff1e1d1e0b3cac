import assert from 'node:assert/strict';
import { afterAll, describe, expect, test } from 'vitest';
import { runSeries, type Summary } from './run.ts';
import { targets } from './table.ts';
import { createWatchdog } from './watchdog.ts';

/**
 * A bounded share of the cases on a fresh seed; `npm run fuzz` (scripts/fuzz.mjs) asks for more of
 * them, or for one of them again.
 */
const asked = {
  cases: Number(process.env['FUZZ_CASES'] ?? 25_000),
  seed: Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9),
  target: process.env['FUZZ_TARGET'],
  only: process.env['FUZZ_CASE'],
};
const chosen = targets.filter(({ name }) => asked.target === undefined || name === asked.target);
const shares = chosen.reduce((sum, { share }) => sum + share, 0);
const summaries: Summary[] = [];
const watchdog = createWatchdog();

afterAll(async () => {
  await watchdog.stop();
  if (process.env['FUZZ_CASES'] !== undefined) console.log(table(summaries));
});

test('there is something to fuzz, and each target has a name of its own', () => {
  expect(chosen.length, `no target ${asked.target ?? ''}`).toBeGreaterThan(0);
  expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
});

describe('whatever is read, the answer has its type, and comes at once', () => {
  for (const target of chosen) {
    test(target.name, { timeout: 3_600_000 }, async () => {
      const summary = await runSeries({
        target,
        seed: asked.seed,
        from: Number(asked.only ?? 0),
        cases: asked.only === undefined ? Math.ceil((asked.cases * target.share) / shares) : 1,
        watchdog,
      });
      summaries.push(summary);
      assert.equal(summary.failures.length, 0, `\n\n${summary.failures.join('\n\n')}`);
    });
  }
});

const wholeLined = chosen.flatMap(({ name, cut }) => (cut === undefined ? [] : [{ name, ...cut }]));
for (const { name, samples, parse } of wholeLined) {
  test(`${name} that was cut within a line is not believed`, () => {
    const longest = samples.toSorted((one, other) => other.length - one.length).slice(0, 5);
    for (const sample of longest) {
      for (let end = 1; end < sample.length; end += 1) {
        if (sample[end - 1] === '\n') continue;
        assert.ok(!parse(sample.slice(0, end)).known, sample.slice(0, end));
      }
    }
  });
}

function table(all: readonly Summary[]): string {
  const total = all.reduce((sum, { cases }) => sum + cases, 0);
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
  const failures = all.reduce((sum, one) => sum + one.failures.length, 0);
  const rows = all.map(
    (one) =>
      `| ${one.name} | ${one.cases} | ${one.seconds.toFixed(1)} | ${one.slowest.toFixed(0)} | ${one.failures.length} |`,
  );
  return [
    `seed ${asked.seed}: ${total} cases in ${seconds.toFixed(0)} s, ${failures} failed`,
    '',
    '| target | cases | seconds | slowest case, ms | failed |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
