import { describe, expect, it } from 'vitest';
import { takeStep, type Journey } from '../../src/engine/journey.ts';
import { createRecorder } from '../../src/engine/recorder.ts';
import { readHistory, readLeftover } from '../../src/history/journal.ts';
import { historyPath, openPath } from '../../src/history/paths.ts';
import type { Action, Step } from '../../src/plan/steps.ts';
import { lookAt } from '../../src/world/read.ts';
import { scripted, type Answer, type Scripted } from '../support/scripted.ts';
import { configOf, worldOf } from '../support/worlds.ts';

const beginning = {
  kind: 'begin',
  id: 'x',
  goal: 'active',
  because: 'b',
  trigger: 't',
  startedAt: 1_000_000,
} as const;

const create: Step = {
  id: 'mountpoint:/data',
  action: { kind: 'make-mountpoint', mountpoint: '/data' },
  reason: 'it may be missing',
  limitMs: 7000,
  after: [],
};

function recorderOn({ machine }: Scripted) {
  const { files, clock, log } = machine;
  return createRecorder({ files, clock, log, group: 'main', beginning });
}

async function journeyOn(scene: Scripted): Promise<Journey> {
  const config = await configOf('filesystems = [{ resource = "data", mountpoint = "/data" }]');
  const group = config.groups[0]!;
  return {
    run: { machine: scene.machine, config, look: lookAt(config), trigger: 't' },
    group,
    goal: { kind: 'active', because: 'b' },
    steps: [],
    world: worldOf(group),
    from: 'standby',
    superseded: new AbortController().signal,
  };
}

async function take(
  answer: Answer,
  step: Step = create,
  phase: 'promote' | 'rollback' = 'promote',
) {
  const scene = scripted(() => answer);
  const recorder = recorderOn(scene);
  const journey = await journeyOn(scene);
  const signal = new AbortController().signal;
  const result = await takeStep(journey, recorder, { step, signal, phase });
  const entry = recorder.close({ outcome: 'done', degraded: [], yielded: false });
  return { result, entry, scene };
}

describe('a step', () => {
  it('has its place in the record and its line in the log, with why and how long', async () => {
    const action: Action = {
      kind: 'mount',
      device: '/dev/hast/data',
      filesystem: { resource: 'data', mountpoint: '/data', type: 'ufs', options: [] },
      occupied: 'refuse',
      nested: [],
    };
    const stdout = '/dev/hast/data\t\t/data\t\t\tufs\trw\t\t0 0\n';
    const answer = { takes: 1500, stdout };
    const { result, entry, scene } = await take(answer, { ...create, id: 'mount:/data', action });
    expect(result).toEqual({ kind: 'done', note: 'already mounted' });
    expect(entry.steps).toEqual([
      {
        id: 'mount:/data',
        what: 'mount /dev/hast/data on /data',
        phase: 'promote',
        startMs: 0,
        durationMs: 1500,
        outcome: 'done',
        text: 'already mounted',
      },
    ]);
    expect(scene.logged).toEqual([
      {
        level: 'debug',
        message: 'mount /dev/hast/data on /data: begins',
        fields: { group: 'main', step: 'mount:/data', reason: create.reason },
      },
      {
        level: 'info',
        message: 'mount /dev/hast/data on /data: done (already mounted) in 1.5 s',
        fields: { group: 'main', step: 'mount:/data', reason: create.reason, ms: 1500 },
      },
    ]);
  });

  it('of a rollback is told from the same one before', async () => {
    const { entry } = await take({}, create, 'rollback');
    expect(entry.steps).toMatchObject([{ id: 'rollback:mountpoint:/data', phase: 'rollback' }]);
  });

  const missing: Answer = { status: 1, stderr: 'ls: No such file or directory' };

  it('that failed is an error with its code', async () => {
    const { entry, scene } = await take(missing);
    expect(entry.steps).toMatchObject([{ outcome: 'failed', code: 'mountpoint-missing' }]);
    const last = scene.logged.at(-1);
    expect(last).toMatchObject({ level: 'error', fields: { code: 'mountpoint-missing' } });
    expect(last?.message).toMatch(
      /^create the mountpoint \/data: failed after 0 ms: mkdir -p \/data: .*$/,
    );
  });

  it('that was refused says so', async () => {
    const action: Action = { kind: 'await-release', resource: 'data' };
    const { entry, scene } = await take({ kind: 'timed-out' }, { ...create, action });
    expect(entry.steps).toMatchObject([{ outcome: 'refused', code: 'peer-still-replicates' }]);
    expect(scene.logged.at(-1)).toMatchObject({ level: 'error' });
    expect(scene.logged.at(-1)?.message).toMatch(/: refused after [\d.]+ s: /);
  });

  it('that was called off is neither', async () => {
    const action: Action = { kind: 'settle', vhids: ['1@em0'] };
    const stdout = 'em0: flags=8943<UP>\n\tcarp: BACKUP vhid 1 advbase 1 advskew 0\n';
    const { entry, scene } = await take({ stdout }, { ...create, action });
    expect(entry.steps[0]).toMatchObject({ outcome: 'cancelled' });
    expect(entry.steps[0]).not.toHaveProperty('text');
    expect(scene.logged.at(-1)).toMatchObject({ level: 'info' });
    expect(scene.logged.at(-1)?.message).toMatch(/: called off after /);
  });

  it('without anything to note says just that it is done', async () => {
    const scene = scripted(() => undefined);
    const recorder = recorderOn(scene);
    const signal = new AbortController().signal;
    const journey = await journeyOn(scene);
    await takeStep(journey, recorder, { step: create, signal, phase: 'promote' });
    const { steps } = recorder.close({ outcome: 'done', degraded: [], yielded: false });
    expect(steps[0]).not.toHaveProperty('text');
    expect(scene.logged.at(-1)?.message).toBe('create the mountpoint /data: done in 0 ms');
  });

  it('leaves no child in the record that has ended, and says in the log what it waits for', async () => {
    const scene = scripted((line) => (line.startsWith('mkdir') ? { takes: 31_000 } : missing));
    const signal = new AbortController().signal;
    const recorder = recorderOn(scene);
    await takeStep(await journeyOn(scene), recorder, { step: create, signal, phase: 'promote' });
    expect(readLeftover(scene.machine.files, 'main', 1_000_500)?.children).toEqual([]);
    expect(scene.logged[1]).toEqual({
      level: 'info',
      message: '/bin/mkdir -p /data still runs after 30.0 s',
      fields: { group: 'main', step: 'mountpoint:/data' },
    });
  });

  it('has its limit from the plan', async () => {
    const { scene } = await take(missing);
    expect(scene.commands.find(({ tool }) => tool === '/bin/mkdir')?.limitMs).toBe(7000);
  });
});

describe('the record of a transition', () => {
  it('names what was started and is not known to have ended, should the run be killed', () => {
    const scene = scripted(() => undefined);
    const recorder = recorderOn(scene);
    recorder.startStep({ ...create, id: 'settle' }, 'promote')({ kind: 'done' });
    recorder.startStep(create, 'promote');
    recorder.startCommand(
      { tool: '/usr/sbin/service', args: ['-v', 'nfsd', 'onestart'], limitMs: 1 },
      7,
    );
    recorder.startCommand({ tool: '/bin/sync', args: [], limitMs: 1 }, 8);
    recorder.startCommand({ tool: '/sbin/umount', args: ['/data'], limitMs: 1 }, 9);
    recorder.endCommand(9);
    const leftover = readLeftover(scene.machine.files, 'main', 1_000_500);
    expect(leftover?.children).toEqual([
      { kind: 'child', pid: 7, at: 1_000_000, word: 'onestart' },
      { kind: 'child', pid: 8, at: 1_000_000, word: '/bin/sync' },
    ]);
    expect(leftover?.entry).toMatchObject({
      id: 'x',
      outcome: 'failed',
      code: 'interrupted',
      steps: [
        { id: 'settle', outcome: 'done' },
        { id: 'mountpoint:/data', outcome: 'unfinished' },
      ],
    });
  });

  it('becomes one line of history at its end', async () => {
    const scene = scripted(() => undefined);
    const recorder = recorderOn(scene);
    expect(recorder.begun).toEqual({ kind: 'written' });
    await scene.machine.clock.sleep(2500);
    const ending = {
      outcome: 'failed',
      code: 'mount-failed',
      text: 'no',
      degraded: ['a'],
      yielded: true,
    } as const;
    const entry = recorder.close({ ...ending, degraded: ['a'] });
    expect(entry).toEqual({
      ...beginning,
      ...ending,
      v: 1,
      kind: 'transition',
      group: 'main',
      durationMs: 2500,
      steps: [],
    });
    expect(readHistory(scene.machine.files).lines).toEqual([entry]);
    expect(scene.machine.files.exists(openPath('main'))).toBe(false);
  });

  it('that cannot be written goes to the log, whole', () => {
    const scene = scripted(() => undefined);
    scene.machine.files.full = true;
    const recorder = recorderOn(scene);
    expect(recorder.begun.kind).toBe('failed');
    const entry = recorder.close({ outcome: 'done', degraded: [], yielded: false });
    expect(scene.machine.files.exists(historyPath)).toBe(false);
    expect(scene.logged).toEqual([
      {
        level: 'error',
        message: `the history cannot be written (ENOSPC: no space left on device): ${JSON.stringify(entry)}`,
        fields: { group: 'main', code: 'history-not-writable' },
      },
    ]);
  });
});
