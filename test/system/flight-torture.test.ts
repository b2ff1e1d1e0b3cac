import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { program } from './fixtures/program.ts';
import { temporary } from './fixtures/temporary.ts';

interface End {
  readonly id: string;
  readonly outcome: string;
  readonly signal: unknown;
}

async function contend(script: string, directory: string, id: string): Promise<End> {
  const fate = Math.random() < 0.5 ? 'killed' : 'leaves';
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
  const child = spawn(process.execPath, [script, directory, id, fate], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let outcome = '';
  child.stdout.on('data', (chunk: Buffer) => (outcome += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [unknown, unknown];
  return { id, outcome, signal };
}

test('48 callers, every other leader killed: one at a time, and no hint lost', async () => {
  const directory = temporary();
  const script = program('contender', directory);
  const ids = Array.from({ length: 48 }, (_, n) => `id${n}`);
  const ends = await Promise.all(ids.map((id) => contend(script, directory, id)));

  expect(existsSync(join(directory, 'double'))).toBe(false);
  expect(ends.filter(({ outcome }) => outcome !== 'leader' && outcome !== 'follower')).toEqual([]);
  expect(ends.some(({ outcome }) => outcome === 'leader')).toBe(true);

  const journaled = readdirSync(directory)
    .filter((name) => name.startsWith('journal.'))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'));
  expect(ids.filter((id) => !journaled.includes(id))).toEqual([]);

  const left = readdirSync(join(directory, 'run'));
  expect(left.filter((name) => !name.startsWith('candidate.'))).toHaveLength(1);
}, 20_000);
