import { describe, expect, it } from 'vitest';
import {
  commands,
  database,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  once,
  run,
  saidBy,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const status = { matching: /^mysql-server onestatus/ };
const quick = {
  toml: `busy = "wait"\n${usual.toml}limits = { stop = "3s", query = "1s", unmount = "3s" }\n`,
};

function stopNote(scene: Scene): string | undefined {
  return scene
    .history('hast1')
    .flatMap(({ steps }) => steps)
    .find(({ id }) => id === 'stop:mysql-server')?.text;
}

describe('a service whose script cannot tell whether it runs', () => {
  const kinds: readonly (readonly [string, (scene: Scene) => void])[] = [
    [
      'it hangs',
      ({ hast1 }) => {
        hast1.toolHang('service', status);
      },
    ],
    [
      'it ends oddly',
      ({ hast1 }) => {
        const stderr = "/usr/local/etc/rc.d/mysql-server: unknown directive 'onestatus'.";
        hast1.toolFails('service', { status: 1, stderr }, status);
      },
    ],
  ];

  it.each(kinds)('(%s) is let go of in the end, with a warning', async (_how, breakStatus) => {
    const scene = await servingPair(quick);
    const runs = follow(scene, 'hast1');
    breakStatus(scene);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(runs[0]?.status).toBe(0);
    expect(stopNote(scene)).toContain('let go of without an answer');
    expect(runs.map(saidBy).join('\n')).toContain('warn let go of without an answer: mysql-server');
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.status).toBe(0);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('keeps the data here as long as the process that it last named lives', async () => {
    const scene = await servingPair(quick);
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true });
    once(scene, { node: 'hast1', phase: 'start', command: /mysql-server forcestop/ }, () => {
      scene.hast1.toolHang('service', status);
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(40);
    expect(told(scene, 'hast1')).toEqual(['standby failed service-did-not-stop']);
    expect(commands(scene, 'hast1', /^(umount|hastctl role)/)).toEqual([]);
    expect(scene.hast1.state().services).toContain('mysql-server');
    expectSound(scene);
  });

  it('does not keep a failed promotion from being taken down, and the peer serves', async () => {
    const scene = await servingPair(quick);
    scene.hast2.toolHang('service', status);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed service-did-not-start yielded');
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('because service(8) hangs: the address goes to the peer within five minutes', async () => {
    const scene = await servingPair(database());
    scene.hast2.toolHang('service');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(285);
    expect(told(scene, 'hast2')).toEqual(['active failed service-did-not-start yielded']);
    await scene.rest();
    expectActive(scene, 'hast1', ['mysql-server']);
    expectSound(scene);
  });
});
