import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFlight } from '../../../src/system/flight.ts';
import { leaderPath } from '../../../src/system/flight/place.ts';
import { temporary } from '../fixtures/temporary.ts';

const look = (directory: string) => createFlight({ directory }).atWork();

test('nobody, where there never was a run', async () => {
  expect(await look(temporary())).toBe('none');
  expect(await look(join(temporary(), 'absent'))).toBe('none');
});

test('a run at work is seen without a hint being left with it, and seen no more when it has left', async () => {
  const directory = temporary();
  const joined = await createFlight({ directory }).join({ kind: 'look', text: '', vhids: [] });
  if (joined.kind !== 'leader') throw new Error(joined.kind);
  const hints: string[] = [];
  joined.leadership.onHint(({ text }) => {
    hints.push(text);
    return 'noted';
  });
  expect(await look(directory)).toBe('at-work');
  await joined.leadership.leave();
  expect([await look(directory), hints]).toEqual(['none', []]);
});

test('a run that was killed has left its name, and is not at work', async () => {
  const directory = temporary();
  writeFileSync(leaderPath(directory, 7), '');
  expect(await look(directory)).toBe('none');
});

test.skipIf(process.geteuid?.() === 0)('a closed directory shows nothing', async () => {
  const directory = join(temporary(), 'closed');
  mkdirSync(directory);
  chmodSync(directory, 0);
  expect(await look(directory)).toBe('unseen');
});

test('what is no directory shows nothing', async () => {
  const path = join(temporary(), 'file');
  writeFileSync(path, '');
  expect(await look(path)).toBe('unseen');
});
