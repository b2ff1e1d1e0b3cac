import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** `npm run prove -- --keep FILE`, with the program as `npm test` has just built it. */
const script = new URL('../../scripts/prove.mjs', import.meta.url).pathname;
let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'prove-'));
  file = join(directory, 'kept.jsonl');
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('a proof that was stopped goes on behind what is done, and ends as if it had not been', async () => {
  const whole = await prove('--seed', '11');
  expect(whole.stdout).toContain('prove: 6 runs on seeds 11 to 16');
  await prove('--seed', '11', '--keep', file);
  const lines = readFileSync(file, 'utf8').split('\n');
  const first = lines.findIndex((line) => line.includes('"proved"'));
  writeFileSync(file, lines.slice(0, first + 1).join('\n'));
  appendFileSync(file, '\n{"sitting":"2026-11-2');
  const rest = await prove('--keep', file);
  expect(rest.stdout).toContain('3 of them were done before');
  expect(told(rest.stdout)).toEqual(told(whole.stdout));
});

test('what was kept of another proof is not taken for this one', async () => {
  await prove('--seed', '11', '--keep', file);
  const other = await prove('--seed', '12', '--keep', file);
  expect(other.exitCode).toBe(64);
  expect(other.stderr).toContain('found a proof with seed 11, expected 12');
});

function prove(...words: string[]) {
  return execa(process.execPath, [script, '--runs', '6', '--jobs', '2', ...words], {
    reject: false,
  });
}

/** The report, without how long it took. */
function told(stdout: string): readonly string[] {
  const lines = stdout.split('\n');
  return lines
    .slice(lines.findIndex((line) => line.startsWith('where the time')))
    .map((line) => line.replace(/ in \d+ s: /, ' '));
}
