import { describe, expect, it } from 'vitest';
import { endOrphans } from '../../src/engine/orphans.ts';
import type { Child } from '../../src/history/journal.ts';
import { scripted, type Answer, type Scripted } from '../support/scripted.ts';

/** The clock of a scripted machine begins at 1 000 000 ms; the child began ten seconds before. */
const child: Child = { kind: 'child', pid: 4711, word: 'onestart', at: 990_000 };

/** ps(1) shows the process with this age and these words until it gets the signal that ends it. */
function leftBehind(words: string, age = 10, endsWith?: 'TERM' | 'KILL'): Scripted {
  const scene: Scripted = scripted(() => {
    if (endsWith !== undefined && scene.signals.includes(`${endsWith} -4711`))
      scene.alive.delete(4711);
    const seconds = age + Math.floor(scene.machine.clock.elapsed() / 1000);
    return { stdout: `${String(seconds).padStart(7)} ${words}\n` };
  });
  scene.alive.add(4711);
  return scene;
}

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

  it.each<[string, Answer]>([
    ['that ps does not show any more', { status: 1 }],
    ['of which ps says nothing', { kind: 'timed-out' }],
  ])('%s', async (_story, ps) => {
    const scene = scripted(() => ps);
    scene.alive.add(4711);
    await endOrphans(scene.machine, [child], 1000);
    expect([scene.signals, scene.logged]).toEqual([[], []]);
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
