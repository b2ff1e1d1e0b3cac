import { describe, expect, it } from 'vitest';
import type { NodeName } from '../../src/sim/index.ts';
import { expectActive, expectSound, expectStandby } from '../support/pairs.ts';
import { reason, typePromote } from '../support/promoted.ts';
import { readyPair, sshGone } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';

describe('a promotion by hand is refused, and nothing is changed', () => {
  async function refusedWith(
    scene: Scene,
    code: string,
    node: NodeName = 'hast2',
    force = reason,
  ): Promise<string> {
    const at = scene.pair.trace.length;
    const { status, complained } = await typePromote(scene, node, force);
    expect(status, complained).toBe(2);
    expect(complained).toContain(`[${code}]`);
    const changing =
      /^(?:ifconfig .* (?:state|advskew)|sysctl \S+=|hastctl role|mount -|service \S+ (?:onestart|onestop))/;
    const tools = scene.pair.trace
      .slice(at)
      .flatMap((entry) => (entry.kind === 'command' ? [entry.argv.join(' ')] : []))
      .map((line) => line.replace(/^\S*\//, ''));
    expect(tools.filter((line) => changing.test(line) && line !== 'mount -p')).toEqual([]);
    expectSound(scene);
    return complained;
  }

  it('while the other node serves', async () => {
    const scene = await readyPair();
    const said = await refusedWith(scene, 'peer-serves');
    expect(said).toContain('hast1 serves group main');
    expect(said).toContain('on the other node: carphast switchover');
    expectActive(scene, 'hast1');
  });

  it('without a reason, with the verb that fits', async () => {
    const scene = await readyPair();
    expect(await refusedWith(scene, 'peer-serves', 'hast2', '')).toContain('carphast switchover');
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    expect(await refusedWith(scene, 'promotion-not-forced', 'hast2', '')).toContain(
      'carphast promote --force REASON',
    );
  });

  it('in maintenance, which is an operator’s word too', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'maintenance', 'on');
    scene.hast1.powerCut();
    await scene.rest();
    expect(await refusedWith(scene, 'maintenance')).toContain('carphast maintenance off');
    expectStandby(scene, 'hast2');
  });

  it('while the other node is heard, and neither HAST nor ssh says what it does', async () => {
    const scene = await readyPair();
    sshGone(scene, 'hast1');
    scene.hast1.cableOut('sync');
    await scene.pass(60);
    const said = await refusedWith(scene, 'peer-holds-address');
    expect(said).toContain('power the other node off');
    expectActive(scene, 'hast1');
  });

  it('without a link', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    scene.hast2.cableOut('client');
    await scene.rest();
    await refusedWith(scene, 'address-not-available');
  });

  it('by each guard of a promotion: hastd does not run', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    scene.hast2.hastdKill();
    await scene.rest();
    const { status, complained } = await typePromote(scene, 'hast2');
    expect(status).toBe(69);
    expect(complained).toContain('[hastd-not-running]');
    expect(scene.hast2.files.text('/var/run/carphast/released')).toBeDefined();
  });

  it.each([
    ['full', (scene: Scene) => scene.hast2.diskFull()],
    ['read-only', (scene: Scene) => scene.hast2.readOnlyRoot()],
  ])('on a disk that is %s, where no reason could be kept', async (_, happens) => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    happens(scene);
    await refusedWith(scene, 'history-not-writable');
    expectStandby(scene, 'hast2');
  });

  it('with an empty reason', async () => {
    const scene = await readyPair();
    expect((await typePromote(scene, 'hast2', ' ')).status).toBe(64);
  });
});
