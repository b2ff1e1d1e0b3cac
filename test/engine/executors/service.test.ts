import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/config/model.ts';
import { startService, stopService } from '../../../src/engine/executors/service.ts';
import type { Storage } from '../../../src/plan/steps.ts';
import { scripted, taskOn, type Answer, type Scripted } from '../../support/scripted.ts';
import {
  cannotTell,
  datasetList,
  mountTable,
  poolList,
  statusOf,
} from '../../support/tool-answers.ts';

const service: Service = {
  name: 'mysql',
  storage: [],
  services: [],
  optional: false,
  startMs: 10_000,
  stopMs: 10_000,
};
const limitMs = 10_000;

/** A service that answers its verbs as told; its status may change with what was done to it. */
function daemon(status: (scene: Scripted) => Answer, verbs: Readonly<Record<string, Answer>> = {}) {
  const scene: Scripted = scripted((line) => {
    const verb = line.split(' ').at(-1) ?? '';
    return verb === 'onestatus' ? status(scene) : verbs[verb];
  });
  return scene;
}

function verbsOf(scene: Scripted): readonly string[] {
  return scene
    .lines()
    .map((line) => line.replace('service mysql ', ''))
    .filter((verb) => verb !== 'onestatus');
}

function stop(scene: Scripted, changes: Parameters<typeof taskOn>[1] = { limitMs }) {
  const task = taskOn(scene, changes);
  return stopService(task, { kind: 'stop', service });
}

describe('a service is stopped', () => {
  it('by its own script, which is believed only when the status says so', async () => {
    const scene = daemon(() => statusOf('mysql'));
    expect(await stop(scene)).toEqual({ kind: 'done' });
    expect(verbsOf(scene)).toEqual(['onestop']);
  });

  it('when there is no such script: nothing of it can run', async () => {
    const absent = 'mysql does not exist in /etc/rc.d or the local startup\n';
    expect(await stop(daemon(() => ({ status: 1, stdout: absent })))).toEqual({ kind: 'done' });
  });

  it('also when the plan is called off meanwhile: half stopped is of no use', async () => {
    const scene = daemon(() => statusOf('mysql'));
    await stop(scene, { limitMs, signal: AbortSignal.abort() });
    expect(scene.commands.every(({ signal }) => signal?.aborted !== true)).toBe(true);
  });

  it('with force after its limit', async () => {
    const scene = daemon(({ lines }) =>
      lines().includes('service mysql forcestop') ? statusOf('mysql') : statusOf('mysql', 100),
    );
    expect(await stop(scene)).toEqual({ kind: 'done', note: 'by force' });
    expect(verbsOf(scene)).toEqual(['onestop', 'forcestop']);
    expect(scene.machine.clock.elapsed()).toBeGreaterThanOrEqual(limitMs);
    expect(scene.machine.clock.elapsed()).toBeLessThan(limitMs + 2000);
    expect(scene.signals).toEqual([]);
  });

  it('with force within seconds, where the script says no at once', async () => {
    const scene = daemon(
      ({ lines }) =>
        lines().includes('service mysql forcestop') ? statusOf('mysql') : statusOf('mysql', 100),
      { onestop: { status: 1 } },
    );
    await stop(scene);
    expect(scene.machine.clock.elapsed()).toBeGreaterThanOrEqual(2000);
    expect(scene.machine.clock.elapsed()).toBeLessThan(5000);
  });

  it('with force within its own limit, and gets as long to end by it', async () => {
    let forcedAt = Infinity;
    const scene: Scripted = daemon(({ lines, machine }) => {
      const now = machine.clock.elapsed();
      if (lines().includes('service mysql forcestop')) forcedAt = Math.min(forcedAt, now);
      return now > forcedAt + 2000 ? statusOf('mysql') : statusOf('mysql', 100);
    });
    expect(await stop(scene)).toEqual({ kind: 'done', note: 'by force' });
    expect(scene.signals).toEqual([]);
    const forced = scene.commands.find(({ args }) => args[1] === 'forcestop');
    expect(forced?.limitMs).toBe(4000);
  });

  it('with force not before its limit, where its script hangs', async () => {
    const hangs = { onestop: { kind: 'timed-out', takes: 1000 } } as const;
    const scene = daemon(
      ({ machine }) =>
        machine.clock.elapsed() > 8000 ? statusOf('mysql') : statusOf('mysql', 100),
      hangs,
    );
    expect(await stop(scene)).toEqual({ kind: 'done' });
    expect(verbsOf(scene)).toEqual(['onestop']);
  });

  it('by TERM, then by KILL, to each process that its script names', async () => {
    const killed = daemon(({ signals }) =>
      signals.includes('KILL 101') ? statusOf('mysql') : statusOf('mysql', 100, 101),
    );
    expect(await stop(killed)).toEqual({ kind: 'done', note: 'by force' });
    expect(killed.signals).toEqual(['TERM 100', 'TERM 101', 'KILL 100', 'KILL 101']);
    const ended = daemon(({ signals }) =>
      signals.includes('TERM 100') ? statusOf('mysql') : statusOf('mysql', 100),
    );
    await stop(ended);
    expect(ended.signals).toEqual(['TERM 100']);
  });

  it('but no signal ever goes to process 1', async () => {
    const scene = daemon(() => statusOf('mysql', 1));
    expect(await stop(scene)).toMatchObject({ kind: 'failed', code: 'service-did-not-stop' });
    expect(scene.signals).toEqual([]);
  });

  it('only when it stays so: a watcher that starts it again is no end', async () => {
    let asked = 0;
    const scene = daemon(({ lines }) => {
      if (!lines().includes('service mysql forcestop')) return statusOf('mysql', 100);
      asked += 1;
      return asked === 1 ? statusOf('mysql') : statusOf('mysql', 100);
    });
    expect(await stop(scene)).toMatchObject({ kind: 'failed', code: 'service-did-not-stop' });
    expect(scene.signals).toEqual(['TERM 100', 'KILL 100']);
  });
});

describe('a service that cannot tell', () => {
  it('is let go of after all that can be done', async () => {
    const scene = daemon(() => cannotTell);
    const result = await stop(scene);
    expect(result).toMatchObject({ kind: 'done' });
    expect(result.kind === 'done' && result.note).toMatch(/^let go of without an answer: mysql /);
    expect(scene.logged.map(({ level }) => level)).toEqual(['warn']);
  });

  const silentAfter = (first: Answer) => {
    let asked = 0;
    return daemon(() => ((asked += 1) === 1 ? first : cannotTell));
  };

  it('keeps the data here as long as a process lives that it named before', async () => {
    const scene = silentAfter(statusOf('mysql', 100, 101));
    scene.alive.add(101);
    expect(await stop(scene)).toMatchObject({ kind: 'failed', code: 'service-did-not-stop' });
  });

  it('is let go of once all processes that it named are gone', async () => {
    expect(await stop(silentAfter(statusOf('mysql', 100, 101)))).toMatchObject({ kind: 'done' });
  });

  it('keeps the data here when it ran before, as it cannot be said which processes', async () => {
    const nameless = silentAfter({ stdout: 'mysql is fine\n' });
    expect(await stop(nameless)).toMatchObject({ kind: 'failed', code: 'service-did-not-stop' });
  });

  it('is let go of when it last said that it was stopped', async () => {
    let asked = 0;
    const scene = daemon(({ lines }) => {
      if (!lines().includes('service mysql forcestop')) return statusOf('mysql', 100);
      return (asked += 1) === 1 ? statusOf('mysql') : cannotTell;
    });
    expect(await stop(scene)).toMatchObject({ kind: 'done' });
  });
});

describe('a service is started', () => {
  const data: Storage = { kind: 'filesystem', device: '/dev/hast/data', mountpoint: '/data' };
  const tank: Storage = { kind: 'pool', name: 'tank' };
  const whole: Readonly<Record<string, Answer>> = {
    'mount -p': mountTable('/dev/hast/data /data'),
    'zpool list -H -o name,health': poolList('tank ONLINE'),
    'zfs list -H -o name,canmount,mounted,mountpoint -r tank': datasetList('tank on yes /tank'),
    'service mysql onestatus': statusOf('mysql', 100),
  };

  async function start(storage: readonly Storage[], answers: Readonly<Record<string, Answer>>) {
    const scene = scripted((line) => ({ ...whole, ...answers })[line]);
    const task = taskOn(scene, { limitMs });
    const result = await startService(task, { kind: 'start', service, storage });
    return { result, scene, started: scene.lines().includes('service mysql onestart') };
  }

  it('where all of its storage is there', async () => {
    const { result, started } = await start([data, tank], {});
    expect([result, started]).toEqual([{ kind: 'done' }, true]);
  });

  it('that needs none without a look at any', async () => {
    const { result, scene } = await start([], {});
    expect(result).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual(['service mysql onestart', 'service mysql onestatus']);
  });

  it.each<[string, Readonly<Record<string, Answer>>, RegExp]>([
    ['nothing is mounted', { 'mount -p': mountTable() }, /^\/data is not mounted .* from nothing$/],
    [
      'another device is mounted',
      { 'mount -p': mountTable('/dev/ada1p1 /data') },
      /not mounted from \/dev\/hast\/data but from \/dev\/ada1p1$/,
    ],
    ['the mount table does not answer', { 'mount -p': { kind: 'timed-out' } }, /no answer/],
    ['the pool is gone', { 'zpool list -H -o name,health': poolList() }, /tank is not imported/],
    ['zpool does not answer', { 'zpool list -H -o name,health': { status: 1 } }, /exit 1/],
    [
      'a dataset is not mounted',
      {
        'zfs list -H -o name,canmount,mounted,mountpoint -r tank': datasetList(
          'tank on yes /tank',
          'tank/db on no /db',
          'tank/log on no /log',
        ),
      },
      /^not mounted: tank\/db, tank\/log$/,
    ],
    [
      'zfs does not answer',
      { 'zfs list -H -o name,canmount,mounted,mountpoint -r tank': { kind: 'timed-out' } },
      /no answer/,
    ],
  ])('but not where %s (I3)', async (_story, answers, text) => {
    const { result, started } = await start([data, tank], answers);
    expect(result).toMatchObject({ kind: 'failed', code: 'storage-not-verified' });
    expect('text' in result && result.text).toMatch(text);
    expect(started).toBe(false);
  });

  it('but not where the second of two pools is gone (I3)', async () => {
    const { result, started } = await start([tank, { kind: 'pool', name: 'pond' }], {});
    expect(result).toMatchObject({
      code: 'storage-not-verified',
      text: 'pool pond is not imported',
    });
    expect(started).toBe(false);
  });

  it('when its status says so, whatever its script says', async () => {
    const answers = { 'service mysql onestart': { status: 1, stderr: 'no' } };
    expect((await start([], answers)).result).toEqual({ kind: 'done' });
  });

  it('not, when its status says so for the whole limit', async () => {
    const { result, scene } = await start([], { 'service mysql onestatus': statusOf('mysql') });
    expect(result).toMatchObject({ kind: 'failed', code: 'service-did-not-start' });
    expect(scene.machine.clock.elapsed()).toBeGreaterThanOrEqual(limitMs);
  });

  it('not, within seconds, when its script has failed as well', async () => {
    for (const onestart of [{ status: 1 }, { kind: 'killed' }] as const) {
      const { result, scene } = await start([], {
        'service mysql onestart': onestart,
        'service mysql onestatus': statusOf('mysql'),
      });
      expect(result).toMatchObject({ kind: 'failed', code: 'service-did-not-start' });
      expect(scene.machine.clock.elapsed()).toBeGreaterThanOrEqual(2000);
      expect(scene.machine.clock.elapsed()).toBeLessThan(3000);
    }
  });

  it('not, when there is no such script: nothing is waited for', async () => {
    const absent = 'mysql does not exist in /etc/rc.d or the local startup\n';
    const { result, scene } = await start([], {
      'service mysql onestatus': { status: 1, stdout: absent },
    });
    expect(result).toMatchObject({ kind: 'failed', code: 'service-unknown' });
    expect(scene.machine.clock.elapsed()).toBe(0);
  });

  it('not, when only a part of it runs', async () => {
    const half = 'mysql is running as pid 7.\nmysqld_safe is not running.\n';
    const { result } = await start([], { 'service mysql onestatus': { stdout: half } });
    expect(result).toMatchObject({ kind: 'failed', code: 'service-did-not-start' });
    expect('text' in result && result.text).toMatch(/^mysql is partial/);
  });
});
