import { expect, test } from 'vitest';
import { tellAsking } from '../../src/commands/tell-asking.ts';
import { createPair } from '../../src/sim/index.ts';
import { sessionOn } from '../support/session.ts';

/** What somebody at a terminal is told while an answer takes its time; in milliseconds. */
async function told(takesMs: number, interactive = true): Promise<readonly string[]> {
  const pair = createPair();
  const { session, complained } = sessionOn(pair.node('hast1').machine());
  const { clock } = session.machine;
  const watched = { ...session, terminal: { ...session.terminal, interactive } };
  const answer = clock.sleep(takesMs).then(() => 'the answer');
  expect(await pair.clock.until(tellAsking(watched, answer), 60_000)).toBe('the answer');
  await pair.clock.pass(60_000);
  return complained;
}

test('an answer that comes at once needs no word', async () => {
  expect(await told(1500)).toEqual([]);
});

test('somebody who waits for a dead node is told for what, how long already, and how long at most', async () => {
  const what = 'asking the other node (limit 15.0 s) ...';
  expect(await told(15_000)).toEqual([
    `${what} 2.0 s so far`,
    `${what} 7.0 s so far`,
    `${what} 12.0 s so far`,
  ]);
});

test('a script is told nothing', async () => {
  expect(await told(15_000, false)).toEqual([]);
});
