import { beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/model.ts';
import { mendHalfDone } from '../../src/engine/half-done.ts';
import { finishLeftover, putBack } from '../../src/engine/put-back.ts';
import type { Run } from '../../src/engine/run.ts';
import { changeYield, readYields } from '../../src/engine/yields.ts';
import { readHistory, readLeftover, takeNote } from '../../src/history/journal.ts';
import { openPath } from '../../src/history/paths.ts';
import { lookAt } from '../../src/world/read.ts';
import { scripted, type Scripted } from '../support/scripted.ts';
import { statusOf } from '../support/tool-answers.ts';
import { configOf } from '../support/worlds.ts';

let config: Config;

beforeAll(async () => {
  config = await configOf(`filesystems = [{ resource = "data", mountpoint = "/data" }]
services = ["one", "two", "three"]
`);
});

function runOn(scene: Scripted): Run {
  return { machine: scene.machine, config, look: lookAt(config), trigger: 'a test' };
}

function node(state = 'BACKUP'): Scripted {
  let skew = '240';
  return scripted((line) => {
    skew = /^ifconfig em0 vhid 1 advskew (\d+)$/.exec(line)?.[1] ?? skew;
    const change = /^service (\w+) onestatus$/.exec(line);
    if (change !== null) return statusOf(change[1] ?? '');
    return line === 'ifconfig -a'
      ? { stdout: `em0: flags=8943<UP>\n\tcarp: ${state} vhid 1 advbase 1 advskew ${skew}\n` }
      : {};
  });
}

/** A run that was killed while it started these services. */
function leaveRecord(scene: Scripted, group: string, ...services: readonly string[]): void {
  const { files } = scene.machine;
  const begin = { kind: 'begin', id: `x-${group}`, goal: 'active', because: 'b' } as const;
  takeNote(files, group, { ...begin, trigger: 't', startedAt: 1 });
  for (const name of services)
    takeNote(files, group, {
      kind: 'step',
      id: `start:${name}`,
      what: `start ${name}`,
      phase: 'promote',
      startMs: 1,
    });
}

describe('services that a killed run was starting', () => {
  async function mend(scene: Scripted, ...services: readonly string[]) {
    leaveRecord(scene, 'main', ...services);
    takeNote(scene.machine.files, 'main', {
      kind: 'step-ended',
      id: 'start:three',
      outcome: 'done',
      durationMs: 1,
    });
    const leftover = readLeftover(scene.machine.files, 'main', 1_000_000)!;
    await mendHalfDone(runOn(scene), config.groups[0]!, leftover);
    return scene.lines().filter((line) => line.endsWith('onestop'));
  }

  it('are stopped, the last one first, where the group is to stand by', async () => {
    const scene = node();
    expect(await mend(scene, 'one', 'two')).toEqual(['service two onestop', 'service one onestop']);
    const stops = scene.commands.filter(({ args }) => args[1] === 'onestop');
    const { stopMs } = config.groups[0]!.services[0]!;
    expect(stops.map(({ limitMs }) => limitMs)).toEqual([stopMs, stopMs]);
    expect(scene.logged.map(({ level, fields }) => [level, fields['step']])).toEqual([
      ['warn', 'stop:two'],
      ['warn', 'stop:one'],
    ]);
  });

  it('but not those whose start had ended', async () => {
    expect(await mend(node(), 'one', 'three')).toEqual(['service one onestop']);
  });

  it('and none where they are to be started again, or where that cannot be told', async () => {
    expect(await mend(node('MASTER'), 'one')).toEqual([]);
    expect(await mend(node('NONSENSE'), 'one')).toEqual([]);
  });

  it('and nothing is asked where none was being started', async () => {
    const scene = node();
    expect(await mend(scene)).toEqual([]);
    expect(scene.lines()).toEqual([]);
  });

  it('and one that does not stop is an error in the log', async () => {
    const scene: Scripted = scripted((line) => {
      if (line.endsWith('onestatus')) return statusOf('one', 100);
      return line === 'ifconfig -a'
        ? { stdout: 'em0: flags=8943<UP>\n\tcarp: BACKUP vhid 1 advbase 1 advskew 0\n' }
        : {};
    });
    await mend(scene, 'one');
    const last = scene.logged.at(-1);
    expect([last?.level, last?.fields['code']]).toEqual(['error', 'service-did-not-stop']);
  });
});

describe('mountd, of the datasets that a killed run was mounting', () => {
  async function mend(state: string, id: string) {
    const pools = await configOf('pools = [{ name = "tank" }]\nresources = ["data"]\n');
    const scene = node(state);
    const { files } = scene.machine;
    files.texts.set('/var/run/mountd.pid', '1');
    leaveRecord(scene, 'main');
    const step = { what: 'mount', phase: 'promote', startMs: 1 } as const;
    takeNote(files, 'main', { kind: 'step', id, ...step });
    const leftover = readLeftover(files, 'main', 1_000_000)!;
    await mendHalfDone(runOn(scene), pools.groups[0]!, leftover);
    return scene.lines().filter((line) => line.startsWith('service'));
  }

  it('is told by the next one, which finds them mounted and has nothing to do', async () => {
    expect(await mend('MASTER', 'datasets:tank')).toEqual(['service mountd onereload']);
  });

  it('but not where they are let go of, or were not begun', async () => {
    expect(await mend('BACKUP', 'datasets:tank')).toEqual([]);
    expect(await mend('MASTER', 'import:tank')).toEqual([]);
  });
});

describe('what a run that was killed has left', () => {
  it('becomes history, after what was half done is mended', async () => {
    const scene = node();
    leaveRecord(scene, 'main', 'one');
    const open: boolean[] = [];
    await finishLeftover(runOn(scene), 'main', () => {
      open.push(scene.machine.files.exists(openPath('main')));
      return Promise.resolve();
    });
    expect(open).toEqual([true]);
    expect(readHistory(scene.machine.files).lines).toMatchObject([
      { kind: 'transition', id: 'x-main' },
    ]);
    expect(scene.machine.files.exists(openPath('main'))).toBe(false);
    expect(scene.logged).toMatchObject([{ level: 'warn', fields: { group: 'main' } }]);
    await finishLeftover(runOn(scene), 'main');
    expect(readHistory(scene.machine.files).lines).toHaveLength(1);
  });

  it('is not told twice when it had come into the history already', async () => {
    const scene = node();
    leaveRecord(scene, 'main');
    const record = scene.machine.files.texts.get(openPath('main'))!;
    await finishLeftover(runOn(scene), 'main');
    scene.machine.files.texts.set(openPath('main'), record);
    await finishLeftover(runOn(scene), 'main');
    expect(readHistory(scene.machine.files).lines).toHaveLength(1);
    expect(scene.machine.files.exists(openPath('main'))).toBe(false);
    expect(scene.logged).toHaveLength(1);
  });
});

describe('what belongs to no group that there is', () => {
  const reason = { code: 'check-failed', text: 'why', since: 1, skews: { '1@em0': 7 } };
  const restored = 'ifconfig em0 vhid 1 advskew 7';

  async function put(group: string, lasting?: boolean) {
    const scene = node();
    const record = lasting === undefined ? reason : { ...reason, lasting };
    changeYield(scene.machine.files, group, record);
    await putBack(runOn(scene));
    const kept = readYields(scene.machine.files).get(group);
    return { restored: scene.lines().includes(restored), kept };
  }

  it('is put back and forgotten, also what should have lasted', async () => {
    expect(await put('of-before', true)).toEqual({ restored: true, kept: undefined });
    expect(await put('of-before')).toEqual({ restored: true, kept: undefined });
  });

  it('while of a group that there is only what should not have lasted is put back', async () => {
    expect(await put('main', true)).toMatchObject({ restored: false, kept: reason });
    expect(await put('main', false)).toMatchObject({ restored: true, kept: { skews: {} } });
    expect(await put('main')).toMatchObject({ restored: true, kept: { code: 'check-failed' } });
  });

  it('becomes history, but not the record of a group that there is: that is its own business', async () => {
    const scene = node();
    leaveRecord(scene, 'of-before');
    leaveRecord(scene, 'main');
    const { machine } = scene;
    const files = {
      ...machine.files,
      list: () => ['open-of-before.jsonl', 'open-main.jsonl', 'history.jsonl'],
    };
    await putBack({ ...runOn(scene), machine: { ...machine, files } });
    expect(machine.files.exists(openPath('of-before'))).toBe(false);
    expect(machine.files.exists(openPath('main'))).toBe(true);
    expect(readHistory(machine.files).lines).toMatchObject([{ id: 'x-of-before' }]);
  });

  it('is nothing where the directory cannot be listed', async () => {
    const scene = node();
    const files = { ...scene.machine.files, list: () => undefined };
    await putBack({ ...runOn(scene), machine: { ...scene.machine, files } });
    expect(scene.lines()).toEqual([]);
  });
});
