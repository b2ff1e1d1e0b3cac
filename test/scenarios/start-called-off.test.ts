import { describe, expect, it } from 'vitest';
import {
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  killAll,
  makeMaster,
  mysql,
  once,
  servingPair,
  told,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const slow = { services: [{ ...mysql, startMs: 8000 }] };
const starting = {
  node: 'hast2',
  phase: 'start',
  command: /service mysql-server onestart/,
} as const;

function mysqlCommands(scene: Scene): readonly string[] {
  return commands(scene, 'hast2', /^service mysql-server one(start|stop)/);
}

/** The exit statuses of the script's starts; undefined: it was ended. */
function startsOf(scene: Scene): readonly (number | string | undefined)[] {
  return scene.pair.trace.flatMap((entry) =>
    entry.kind === 'command' &&
    entry.node === 'hast2' &&
    starting.command.test(entry.argv.join(' '))
      ? [entry.status]
      : [],
  );
}

describe('a start that is called off', () => {
  it('it ends first: the service is up and known, and then it is stopped', async () => {
    const scene = await servingPair(slow);
    once(scene, starting, () => void makeMaster(scene, 'hast1'));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(startsOf(scene)).toEqual([0]);
    expect(mysqlCommands(scene)).toEqual([
      'service mysql-server onestart',
      'service mysql-server onestop',
    ]);
    expect(commands(scene, 'hast2', /^service nfsd onestart/)).toEqual([]);
    expect(told(scene, 'hast2')).toEqual(['active superseded', 'standby done']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('one that hangs is ended at its limit, and the promotion counts as superseded', async () => {
    const toml = 'services = ["mysql-server"]\nlimits = { start = "12s" }\n';
    const scene = await servingPair({ toml, running: ['mysql-server'] });
    scene.hast2.serviceBehaves('mysql-server', { hangsOnStart: true });
    once(scene, starting, () => void makeMaster(scene, 'hast1'));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active superseded', 'standby done']);
    const start = scene.history('hast2')[0]?.steps.find(({ id }) => id === 'start:mysql-server');
    expect(start?.durationMs).toBeGreaterThanOrEqual(12_000);
    expectStandby(scene, 'hast2', ['mysql-server']);
    expectActive(scene, 'hast1', ['mysql-server']);
    expectSound(scene);
  });

  it('while its storage is looked at: its script is not run, though it would hang', async () => {
    const scene = await servingPair(slow);
    scene.hast2.serviceBehaves('mysql-server', { hangsOnStart: true });
    const looks = { node: 'hast2', command: /mount -p$/ } as const;
    // The first look after the mount is the mount's own.
    once(scene, { ...looks, phase: 'end', command: /mount .*\/mnt\/data$/ }, () => {
      once(scene, { ...looks, phase: 'end' }, () => {
        scene.hast2.toolSlow('mount', 8000, { matching: /^-p$/, times: 1 });
        once(scene, { ...looks, phase: 'start' }, () => void makeMaster(scene, 'hast1'));
      });
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(mysqlCommands(scene)).toEqual([]);
    expect(told(scene, 'hast2')).toEqual(['active superseded', 'standby done']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('a run that was killed in the middle of a start', () => {
  it('and mastership is gone: the script is told to stop, though its status says that nothing runs', async () => {
    const scene = await servingPair(slow);
    once(scene, starting, () => {
      killAll(scene, 'hast2');
      void makeMaster(scene, 'hast1');
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(mysqlCommands(scene)).toEqual([
      'service mysql-server onestart',
      'service mysql-server onestop',
    ]);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('and it is MASTER still: it is started again, and nothing is stopped', async () => {
    const scene = await servingPair(slow);
    once(scene, starting, () => {
      killAll(scene, 'hast2');
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(5);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(mysqlCommands(scene)).not.toContain('service mysql-server onestop');
    expectActive(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });
});
