import { describe, expect, it } from 'vitest';
import {
  addShare,
  restoreSkews,
  withdraw,
  yieldAddress,
} from '../../../src/engine/executors/yield.ts';
import { looseTask } from '../../../src/engine/loose-task.ts';
import { changeYield, rememberYield } from '../../../src/engine/yields.ts';
import { demotionShare } from '../../../src/plan/share.ts';
import type { YieldMethod } from '../../../src/plan/steps.ts';
import { createPair } from '../../../src/sim/index.ts';
import { carpNode, changesOf, noteReason, recorded, type Vhid } from '../../support/carp-node.ts';
import { taskOn, wordsOfResult, type Answer, type Scripted } from '../../support/scripted.ts';

const look = { groups: [], queryMs: 5000, hastMs: 5000 };

it('two groups that yield at the same moment add one share, and take back one', async () => {
  const pair = createPair({ toolDelays: 40 });
  const machine = pair.node('hast2').machine();
  const twice = <T>(change: (task: ReturnType<typeof looseTask>) => Promise<T>) =>
    pair.clock.until(
      Promise.all([change(looseTask({ machine, look })), change(looseTask({ machine, look }))]),
    );
  expect(await twice(addShare)).toEqual([{ kind: 'added' }, { kind: 'there' }]);
  expect(pair.node('hast2').state().demotion).toBe(demotionShare);
  await twice(withdraw);
  expect(pair.node('hast2').state().demotion).toBe(0);
});

const both = ['1@em0', '2@em1'];

function give(scene: Scripted, method: YieldMethod, vhids: readonly string[] = both) {
  const task = taskOn(scene, { limitMs: 5000 });
  return yieldAddress(task, { kind: 'yield', group: 'main', vhids, method });
}

describe('the address is given by our share of the demotion', () => {
  const settings = (demotion: number): Answer => ({
    stdout: `net.inet.carp.demotion: ${demotion}\nnet.inet.carp.preempt: 1\n`,
  });

  function counter(answer: () => Answer, leaves?: Vhid[]) {
    const vhids: Vhid[] = leaves ?? [{ state: 'MASTER', skew: 0 }];
    return carpNode(vhids, (line) => {
      if (line === 'sysctl net.inet.carp') return answer();
      return undefined;
    });
  }

  it('and it is looked whether the peer has taken it', async () => {
    const vhids = [{ state: 'MASTER', skew: 0 }];
    const scene = counter(() => settings(0), vhids);
    const { clock } = scene.machine;
    void clock.sleep(3000).then(() => {
      vhids[0]!.state = 'BACKUP';
    });
    expect(await give(scene, 'demotion', ['1@em0'])).toEqual({
      kind: 'done',
      note: 'the peer has it',
    });
    expect(scene.lines()).toContain(`sysctl net.inet.carp.demotion=${demotionShare}`);
    expect(clock.elapsed()).toBeGreaterThanOrEqual(3000);
    expect(changesOf(scene)).toEqual([]);
  });

  it('and that nobody takes it within the limit is no failure', async () => {
    const scene = counter(() => settings(0));
    expect(await give(scene, 'demotion', ['1@em0'])).toEqual({
      kind: 'done',
      note: 'nobody has taken it',
    });
    expect(scene.machine.clock.elapsed()).toBe(5000);
  });

  it('and an ifconfig that does not answer is no evidence of that', async () => {
    const scene = carpNode([{ state: 'BACKUP', skew: 0 }], (line) => {
      if (line === 'sysctl net.inet.carp') return settings(0);
      return line === 'ifconfig -a' ? { kind: 'timed-out' } : undefined;
    });
    expect(await give(scene, 'demotion')).toEqual({ kind: 'done', note: 'nobody has taken it' });
    expect(scene.machine.clock.elapsed()).toBe(5000);
  });

  it('and the state is given up as well where it moves nothing, with a limit of its own', async () => {
    const scene = counter(() => settings(0), [{ state: 'MASTER', skew: 100 }]);
    noteReason(scene);
    expect(await give(scene, 'demotion-then-skew', ['1@em0'])).toEqual({
      kind: 'done',
      note: 'the peer has it',
    });
    expect(changesOf(scene)).toEqual([
      'ifconfig em0 vhid 1 advskew 240',
      'ifconfig em0 vhid 1 state backup',
      'ifconfig em0 vhid 1 advskew 100',
    ]);
    expect(recorded(scene)).toMatchObject({ share: true, skews: {}, lasting: false });
  });

  it('and the state is not touched where the demotion has moved it', async () => {
    const scene = counter(() => settings(0), [{ state: 'BACKUP', skew: 0 }]);
    expect(await give(scene, 'demotion-then-skew', ['1@em0'])).toEqual({
      kind: 'done',
      note: 'the peer has it',
    });
    expect(changesOf(scene)).toEqual([]);
  });

  it('and an ifconfig that stays silent is told as such, once both are over', async () => {
    const scene = carpNode([{ state: 'MASTER', skew: 0 }], (line) => {
      if (line === 'sysctl net.inet.carp') return settings(0);
      return line === 'ifconfig -a' ? { kind: 'timed-out' } : undefined;
    });
    expect(await give(scene, 'demotion-then-skew')).toMatchObject({ code: 'carp-unreadable' });
    expect(scene.machine.clock.elapsed()).toBe(10_000);
  });

  it('once: a share that is there already is not added again (I5)', async () => {
    const scene = counter(() => settings(demotionShare));
    await give(scene, 'demotion', ['1@em0']);
    expect(scene.lines().filter((line) => line.includes('demotion='))).toEqual([]);
  });

  it('but not where sysctl cannot be asked or told: then nothing is waited for', async () => {
    const unasked = counter(() => ({ status: 1, stderr: 'unknown oid' }));
    expect(wordsOfResult(await give(unasked, 'demotion'))).toMatch(/unknown oid/);
    const untold = carpNode([], (line) => {
      if (line === 'sysctl net.inet.carp') return settings(0);
      return line.startsWith('sysctl') ? { status: 1, stderr: 'not permitted' } : undefined;
    });
    expect(wordsOfResult(await give(untold, 'demotion'))).toMatch(/permitted/);
    for (const { machine } of [unasked, untold]) expect(machine.clock.elapsed()).toBe(0);
  });

  it('and all of our shares are taken back, but nothing of others', async () => {
    const back = async (answer: Answer) => {
      const scene = counter(() => answer);
      expect(await withdraw(taskOn(scene))).toEqual({ kind: 'done' });
      return scene.lines().filter((line) => line.includes('demotion='));
    };
    expect(await back(settings(demotionShare + 240))).toEqual([
      `sysctl net.inet.carp.demotion=-${demotionShare}`,
    ]);
    expect(await back(settings(2 * demotionShare))).toEqual([
      `sysctl net.inet.carp.demotion=-${2 * demotionShare}`,
    ]);
    expect(await back(settings(240))).toEqual([]);
    expect(await back({ kind: 'timed-out' })).toEqual([]);
  });
});

describe('the address is given by advskew and state', () => {
  it('vhid by vhid, slow before its state goes, and the skew is put back when the peer has it', async () => {
    const vhids = [
      { state: 'MASTER', skew: 0 },
      { state: 'MASTER', skew: 100 },
    ];
    const scene = carpNode(vhids);
    noteReason(scene);
    expect(await give(scene, 'skew')).toEqual({ kind: 'done', note: 'the peer has it' });
    expect(changesOf(scene)).toEqual([
      'ifconfig em0 vhid 1 advskew 240',
      'ifconfig em0 vhid 1 state backup',
      'ifconfig em1 vhid 2 advskew 240',
      'ifconfig em1 vhid 2 state backup',
      'ifconfig em0 vhid 1 advskew 0',
      'ifconfig em1 vhid 2 advskew 100',
    ]);
    expect(recorded(scene)).toMatchObject({ skews: {}, lasting: false });
  });

  it('and the skew of before is on the disk before it is touched', async () => {
    const kept: unknown[] = [];
    const scene: Scripted = carpNode([{ state: 'MASTER', skew: 7 }], (line) => {
      if (line.endsWith('advskew 240')) kept.push(recorded(scene)?.skews);
      return undefined;
    });
    noteReason(scene);
    await give(scene, 'skew', ['1@em0']);
    expect(kept).toEqual([{ '1@em0': 7 }]);
  });

  it('and stays slow where the cause lasts', async () => {
    const vhids = [{ state: 'MASTER', skew: 7 }];
    const scene = carpNode(vhids);
    noteReason(scene);
    await give(scene, 'lasting-skew', ['1@em0']);
    expect(vhids[0]).toEqual({ state: 'BACKUP', skew: 240 });
    expect(recorded(scene)).toMatchObject({ skews: { '1@em0': 7 }, lasting: true });
  });

  it('and the skew of before an earlier yield is not forgotten', async () => {
    const scene = carpNode([{ state: 'MASTER', skew: 240 }]);
    noteReason(scene, { '1@em0': 7 });
    await give(scene, 'lasting-skew', ['1@em0']);
    expect(recorded(scene)?.skews).toEqual({ '1@em0': 7 });
  });

  it('and a passing yield upon a lasting one puts back what was before both', async () => {
    const vhids = [
      { state: 'MASTER', skew: 7 },
      { state: 'MASTER', skew: 8 },
    ];
    const scene = carpNode(vhids);
    noteReason(scene);
    await give(scene, 'lasting-skew');
    vhids[0]!.state = 'MASTER';
    await give(scene, 'skew');
    expect(vhids.map(({ skew }) => skew)).toEqual([7, 8]);
    expect(recorded(scene)).toMatchObject({ skews: {}, lasting: false });
  });

  it('and upon an address that was just being taken, the skew of before is put back too', async () => {
    const vhids = [{ state: 'MASTER', skew: 0 }];
    const scene = carpNode(vhids);
    const taken = { code: 'address-taken', text: '', since: 1, skews: { '1@em0': 100 } };
    changeYield(scene.machine.files, 'main', { ...taken, meanwhile: 0 });
    rememberYield(scene.machine.files, 'main', { code: 'check-failed', text: '', since: 2 });
    await give(scene, 'lasting-skew', ['1@em0']);
    expect(vhids[0]?.skew).toBe(240);
    expect(await restoreSkews(taskOn(scene), 'main')).toBe(true);
    expect(vhids[0]?.skew).toBe(100);
  });

  it('and one that nobody can note is put back by the run that has touched it', async () => {
    const vhids = [{ state: 'MASTER', skew: 7 }];
    const scene = carpNode(vhids);
    scene.machine.files.full = true;
    await give(scene, 'skew', ['1@em0']);
    expect(vhids[0]).toEqual({ state: 'BACKUP', skew: 7 });
  });

  it('only of the vhids of the group that are MASTER, and of carp', async () => {
    const scene = carpNode([
      { state: 'MASTER', skew: 0 },
      { state: 'BACKUP', skew: 0 },
      { state: 'MASTER', skew: 0, protocol: 'vrrp' },
      { state: 'MASTER', skew: 0 },
    ]);
    await give(scene, 'skew', ['1@em0', '2@em1', '3@em2']);
    expect(changesOf(scene).every((line) => line.startsWith('ifconfig em0 '))).toBe(true);
    expect(changesOf(scene)).toHaveLength(3);
  });

  it('where nothing is MASTER any more nothing is done', async () => {
    const scene = carpNode([{ state: 'BACKUP', skew: 0 }]);
    expect(await give(scene, 'skew')).toEqual({ kind: 'done', note: 'not MASTER here any more' });
    expect(changesOf(scene)).toEqual([]);
  });

  it('and an ifconfig that is silent is asked again within the limit, and is no proof of BACKUP', async () => {
    const vhids = [{ state: 'MASTER', skew: 0 }];
    const answersFrom = (second: number) =>
      carpNode(vhids, (line, { machine }) =>
        line === 'ifconfig -a' && machine.clock.elapsed() < second * 1000
          ? { kind: 'timed-out' }
          : undefined,
      );
    const silent = answersFrom(Infinity);
    expect(await give(silent, 'skew')).toMatchObject({ kind: 'failed', code: 'carp-unreadable' });
    expect(changesOf(silent)).toEqual([]);
    expect(await give(answersFrom(3), 'skew')).toEqual({ kind: 'done', note: 'the peer has it' });
  });

  it('and it is watched for longer than our own slow timer takes to come back', async () => {
    const base = 3;
    const vhids: Vhid[] = [
      { state: 'MASTER', skew: 0 },
      { state: 'MASTER', skew: 0, base },
    ];
    const scene = carpNode(vhids);
    await give(scene, 'skew');
    expect(scene.machine.clock.elapsed()).toBe(base * 3000 + 1500);
  });

  it('which comes back where nobody has taken it', async () => {
    const vhids = [{ state: 'MASTER', skew: 0 }];
    const scene = carpNode(vhids);
    void scene.machine.clock.sleep(3900).then(() => {
      vhids[0]!.state = 'MASTER';
    });
    expect(await give(scene, 'skew', ['1@em0'])).toEqual({
      kind: 'done',
      note: 'nobody has taken it',
    });
    expect(scene.machine.clock.elapsed()).toBe(4000);
  });

  it('and an ifconfig that does not answer is no evidence that the peer has it', async () => {
    let asked = 0;
    const scene = carpNode([{ state: 'MASTER', skew: 0 }], (line) =>
      line === 'ifconfig -a' && (asked += 1) > 1 ? { kind: 'timed-out' } : undefined,
    );
    expect(await give(scene, 'skew', ['1@em0'])).toMatchObject({ note: 'nobody has taken it' });
  });
});
