import { describe, expect, it } from 'vitest';
import {
  expectActive,
  expectSound,
  expectStandby,
  follow,
  makeMaster,
  once,
  saidBy,
  servingPair,
  told,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const asked = { matching: /^-a$/ };

describe('ifconfig is silent when a failed promotion is to give the address away', () => {
  /** hast2 takes the address, its database does not start, and ifconfig hangs so many times. */
  async function failing(times: number): Promise<Scene> {
    const scene = await servingPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    once(scene, { node: 'hast2', phase: 'end', command: /hastctl role secondary/ }, () => {
      scene.hast2.toolHang('ifconfig', { ...asked, times });
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    return scene;
  }

  it('twice: it is asked again, and the peer serves', async () => {
    const scene = await failing(2);
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed service-did-not-start yielded');
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('for good: the log says that the address may lie where nobody serves', async () => {
    const scene = await failing(Infinity);
    const runs = follow(scene, 'hast2');
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed service-did-not-start']);
    expect(runs.map(saidBy).join('\n')).toContain(
      'error nobody knows whether this node has the address',
    );
    expectSound(scene);
  });
});
