import { describe, expect, test } from 'vitest';
import { history } from '../../src/commands/history.ts';
import { historyShow } from '../../src/commands/history-show.ts';
import { historyStats } from '../../src/commands/history-stats.ts';
import { plan } from '../../src/commands/plan.ts';
import { configPath } from '../../src/config/load.ts';
import type { HistoryLine } from '../../src/history/entry.ts';
import { historyPath } from '../../src/history/paths.ts';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { runsOf, step, transition } from '../support/history-lines.ts';
import { sessionOn, type SimSession } from '../support/session.ts';

/** A node that has this history. */
function nodeWith(lines: readonly HistoryLine[], toml = ''): SimSession & { pair: Pair } {
  const pair = createPair();
  const node = pair.node('hast1');
  node.files.put(historyPath, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 0o600, 0);
  node.files.put(configPath, toml, 0o644, 0);
  return { ...sessionOn(node.machine()), pair };
}

const takeover = transition({
  startedAt: 3_600_000,
  durationMs: 16_000,
  steps: [
    step('release:data', { startMs: 100, durationMs: 12_000 }),
    step('check:/d', { startMs: 12_200, durationMs: 300, text: 'clean' }),
    step('start:nfsd', {
      startMs: 12_600,
      durationMs: 3400,
      outcome: 'failed',
      code: 'service-did-not-start',
      text: 'nfsd is stopped',
    }),
  ],
});

describe('history show', () => {
  test('a transition, phase by phase, beside what they usually take', () => {
    const before = runsOf('check:/d', [200, 200]);
    const { session, printed } = nodeWith([...before, takeover]);
    expect(historyShow(session, { word: 'last', json: false })).toBe(0);
    expect(printed.join('\n')).toBe(
      `2026-11-20 21:00:00Z  main  to active  done          16.0 s  1@em0 is MASTER
id 2026-11-20T21:00:00.000Z-main, started by MASTER 1@em0

phase                 began      took   usually
look and plan         +0 ms    100 ms    100 ms  |=                               |
release wait data   +100 ms    12.0 s            |========================        |
check /d            +12.2 s    300 ms    200 ms  |                        =       |  clean
start nfsd          +12.6 s     3.4 s            |                         =======|  failed: [service-did-not-start] nfsd is stopped`,
    );
  });

  test('for programs: the line as it is, and its phases', () => {
    const { session, printed } = nodeWith([takeover]);
    historyShow(session, { word: '21:00', json: true });
    expect(JSON.parse(printed.join(''))).toMatchObject({
      v: 1,
      transition: { id: takeover.id },
      phases: [
        { key: 'look', durationMs: 100, usually: null },
        { key: 'release:data', kind: 'release', subject: 'data', startMs: 100 },
        { key: 'check:/d', text: 'clean' },
        { key: 'start:nfsd', outcome: 'failed', rollback: false },
      ],
    });
  });

  test('a word that means none, or many, is answered with what is expected', () => {
    const { session, complained } = nodeWith(runsOf('mount:/d', [1, 2, 3, 4, 5, 6]));
    expect(historyShow(session, { word: 'first', json: false })).toBe(64);
    expect(complained).toEqual([
      'found no transition of "first", expected one: the beginning of its id, its time, or last',
    ]);
    expect(historyShow(session, { word: '2026', json: false })).toBe(64);
    expect(complained[1]).toContain('found 6 transitions of "2026"');
    expect(complained).toHaveLength(2 + 5);
  });
});

describe('history stats', () => {
  test('whole transitions, then their phases, and what got slower', () => {
    const times = [100, 100, 100, 100, 100, 900, 900, 900, 900, 900];
    const { session, printed } = nodeWith(runsOf('start:nfsd', times));
    expect(historyStats(session, { json: false, last: undefined })).toBe(0);
    expect(printed.join('\n')).toBe(`group main         runs       p50       p95     worst
to active, in all    10    100 ms    900 ms    900 ms
  look and plan      10    100 ms    100 ms    100 ms
  start nfsd         10    100 ms    900 ms    900 ms
warning: main: start nfsd got slower: 900 ms in the last runs, 100 ms before`);
  });

  test('of the last few only', () => {
    const { session, printed } = nodeWith(runsOf('start:nfsd', [100, 200, 300]));
    historyStats(session, { json: true, last: 2 });
    expect(JSON.parse(printed.join(''))).toEqual({
      v: 1,
      unreadable: 0,
      transitions: [
        { group: 'main', goal: 'active', count: 2, p50Ms: 200, p95Ms: 300, worstMs: 300 },
      ],
      phases: [
        {
          key: 'look',
          kind: 'look',
          subject: '',
          name: 'look and plan',
          group: 'main',
          count: 2,
          p50Ms: 100,
          p95Ms: 100,
          worstMs: 100,
          slower: null,
        },
        {
          key: 'start:nfsd',
          kind: 'start',
          subject: 'nfsd',
          name: 'start nfsd',
          group: 'main',
          count: 2,
          p50Ms: 200,
          p95Ms: 300,
          worstMs: 300,
          slower: null,
        },
      ],
    });
  });

  test('of a new pair', () => {
    const { session, printed } = nodeWith([]);
    expect(historyStats(session, { json: false, last: undefined })).toBe(0);
    expect(printed).toEqual(['no transition yet']);
  });
});

test('a history that cannot be read is not taken for none', () => {
  const node = createPair().node('hast1');
  node.files.put(`${historyPath}/x`, '', 0o600, 0);
  const calls = [
    (one: SimSession) => history(one.session, { json: false, steps: false, last: 20 }),
    (one: SimSession) => historyStats(one.session, { json: false, last: undefined }),
    (one: SimSession) => historyShow(one.session, { word: 'last', json: false }),
  ];
  for (const call of calls) {
    const one = sessionOn(node.machine());
    expect([call(one), one.printed]).toEqual([1, []]);
    expect(one.complained[0]).toContain(`${historyPath} cannot be read (`);
  }
});

describe('plan', () => {
  const down = { kind: 'link', interface: 'em0', up: false } as const;

  test('tells what a step usually takes, of those that were taken before', async () => {
    const steps = [
      step('role:data', { phase: 'demote', durationMs: 9000 }),
      step('role:data', { phase: 'promote', durationMs: 700 }),
    ];
    const { session, printed, pair } = nodeWith([transition({ goal: 'standby', steps })]);
    await pair.clock.until(plan(session, { kind: 'event', event: down }, false));
    const text = printed.join('\n');
    expect(text).toMatch(/make data secondary +usually 9\.0 s +limit/);
    expect(text.match(/usually/g)).toHaveLength(1);
  });

  test('is as it was on a node without a history', async () => {
    const { session, printed, pair } = nodeWith([]);
    await pair.clock.until(plan(session, { kind: 'event', event: down }, false));
    expect(printed.join('\n')).toMatch(/make data secondary {2}limit/);
  });
});
