import { describe, expect, it } from 'vitest';
import { endOrphans } from '../../src/engine/orphans.ts';
import type { Child } from '../../src/history/journal.ts';
import { scripted, type Answer, type Scripted } from '../support/scripted.ts';

/** The clock of a scripted machine begins at 1 000 000 ms; the child began ten seconds before. */
const child: Child = { kind: 'child', pid: 4711, word: 'onestart', at: 990_000 };

/**
 * ps(1) shows the process with this age and these words until it gets the signal that ends it; one
 * question, the first being 1, it may leave without an answer.
 */
function leftBehind(
  words: string,
  age = 10,
  endsWith?: 'TERM' | 'KILL',
  unanswered?: number,
): Scripted {
  const scene: Scripted = scripted(() => {
    if (scene.commands.length === unanswered) return silent;
    if (endsWith !== undefined && scene.signals.includes(`${endsWith} -4711`))
      scene.alive.delete(4711);
    const seconds = age + Math.floor(scene.machine.clock.elapsed() / 1000);
    return { stdout: `${String(seconds).padStart(7)} ${words}\n` };
  });
  scene.alive.add(4711);
  return scene;
}

const silent: Answer = { kind: 'timed-out', takes: 1000 };

const ours = '/bin/sh /usr/sbin/service nfsd onestart';

function levels(scene: Scripted): readonly string[] {
  return scene.logged.map(({ level }) => level);
}

describe('what a killed run has left behind', () => {
  it('is ended with its group', async () => {
    const scene = leftBehind(ours, 10, 'TERM');
    await endOrphans(scene.machine, [child], 1000);
    expect(scene.signals).toEqual(['TERM -4711']);
    expect(levels(scene)).toEqual(['warn']);
  });

  it('is killed five seconds later when it does not end', async () => {
    const scene = leftBehind(ours, 10, 'KILL');
    await endOrphans(scene.machine, [child], 1000);
    expect(scene.signals).toEqual(['TERM -4711', 'KILL -4711']);
    expect(levels(scene)).toEqual(['warn']);
  });

  it('is given up, with an error, when that does not end it either', async () => {
    const scene = leftBehind(ours);
    await endOrphans(scene.machine, [child], 1000);
    expect(scene.signals).toEqual(['TERM -4711', 'KILL -4711']);
    expect(levels(scene)).toEqual(['warn', 'error']);
    expect(scene.logged.at(-1)?.fields['code']).toBe('tool-stuck');
    expect(scene.machine.clock.elapsed()).toBeGreaterThanOrEqual(10_000);
    expect(scene.machine.clock.elapsed()).toBeLessThan(11_000);
  });
});

describe('a ps that does not answer for once', () => {
  it.each([
    ['at first', 1],
    ['after TERM', 2],
    ['after KILL', 14],
  ])('%s: the process is ended all the same', async (_story, question) => {
    const scene = leftBehind(ours, 10, 'KILL', question);
    await endOrphans(scene.machine, [child], 1000);
    expect(scene.signals).toEqual(['TERM -4711', 'KILL -4711']);
    expect(scene.alive.has(4711)).toBe(false);
  });
});

describe('a process is left alone', () => {
  it('that is gone: ps is not even asked', async () => {
    const scene = scripted(() => undefined);
    await endOrphans(scene.machine, [child], 1000);
    expect([scene.signals, scene.lines(), scene.logged]).toEqual([[], [], []]);
  });

  it.each([
    ['that began before', ours, 20],
    ['that began later', ours, 3],
    ['whose command is another one', '/usr/sbin/cron -s', 10],
  ])('%s', async (_story, words, age) => {
    const scene = leftBehind(words, age);
    await endOrphans(scene.machine, [child], 1000);
    expect([scene.signals, scene.logged]).toEqual([[], []]);
  });

  it('that ps does not show any more', async () => {
    const scene = scripted(() => ({ status: 1 }));
    scene.alive.add(4711);
    await endOrphans(scene.machine, [child], 1000);
    expect([scene.signals, scene.logged]).toEqual([[], []]);
  });

  it('of which ps tells nothing for five seconds: it is said, for it may still be at work', async () => {
    const scene = scripted(() => silent);
    scene.alive.add(4711);
    await endOrphans(scene.machine, [child], 1000);
    expect(scene.signals).toEqual([]);
    expect(levels(scene)).toEqual(['warn']);
    expect(scene.logged[0]?.message).toMatch(/^process 4711 may be .*\(onestart\)/);
    expect(scene.machine.clock.elapsed()).toBeGreaterThanOrEqual(5000);
  });

  it.each([6, 14])('but not for a difference of up to four seconds: %s s', async (age) => {
    const scene = leftBehind(ours, age, 'TERM');
    await endOrphans(scene.machine, [child], 1000);
    expect(scene.signals).toEqual(['TERM -4711']);
  });
});

it('several are ended side by side', async () => {
  const scene = leftBehind(ours, 10, 'TERM');
  scene.alive.add(4712);
  await endOrphans(scene.machine, [child, { ...child, pid: 4712, word: 'nothing' }], 1000);
  expect(scene.signals).toEqual(['TERM -4711']);
});
