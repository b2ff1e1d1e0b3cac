import { beforeAll, describe, expect, it } from 'vitest';
import type { Config, Group } from '../../src/config/model.ts';
import { changeYield, readYields, type YieldRecord } from '../../src/engine/yields.ts';
import { considerWithdrawal, withdrawFor } from '../../src/engine/withdrawal.ts';
import { known } from '../../src/freebsd/reading.ts';
import type { Run } from '../../src/engine/run.ts';
import type { Goal } from '../../src/plan/goal.ts';
import { demotionShare } from '../../src/plan/share.ts';
import type { World } from '../../src/world/world.ts';
import { lookAt } from '../../src/world/read.ts';
import { scripted, type Scripted } from '../support/scripted.ts';
import { configOf, noAnswer, worldOf } from '../support/worlds.ts';

let config: Config;
let group: Group;

beforeAll(async () => {
  config = await configOf(
    `[group.one]
vhids = ["1@em0"]
resources = ["data"]
filesystems = [{ resource = "data", mountpoint = "/data" }]
[group.two]
vhids = ["2@em0"]
resources = ["other"]
filesystems = [{ resource = "other", mountpoint = "/other" }]
`,
    { vhids: ['1@em0', '2@em0'], resources: ['data', 'other'] },
  );
  group = config.groups[0]!;
});

const active: Goal = { kind: 'active', because: 'a test' };
const standby: Goal = { kind: 'standby', because: 'a test', role: 'secondary' };
const held: Goal = { ...standby, hold: 'released' };

function node(demotion = demotionShare, skew = 0): Scripted {
  return scripted((line) => {
    if (line === 'sysctl net.inet.carp')
      return { stdout: `net.inet.carp.demotion: ${demotion}\nnet.inet.carp.preempt: 1\n` };
    const vhid = `carp: BACKUP vhid 2 advbase 1 advskew ${skew}`;
    return line === 'ifconfig -a' ? { stdout: `em0: flags=8943<UP>\n\t${vhid}\n` } : {};
  });
}

function runOn(scene: Scripted, more: Partial<Run> = {}): Run {
  return { machine: scene.machine, config, look: lookAt(config), trigger: 'a test', ...more };
}

function worldWith(demotion: number, ...lines: readonly string[]): World {
  return { ...worldOf(group, ...lines), carp: known({ demotion, preempt: true }) };
}

function noteReason(
  scene: Scripted,
  code: string,
  name = 'one',
  more: Partial<YieldRecord> = {},
): void {
  changeYield(scene.machine.files, name, { code, text: 'why', since: 1, skews: {}, ...more });
}

function isTakenBack(scene: Scripted): boolean {
  return scene.lines().includes(`sysctl net.inet.carp.demotion=-${demotionShare}`);
}

interface Story {
  readonly code?: string;
  readonly goal?: Goal;
  readonly world?: World;
  readonly run?: Partial<Run>;
  readonly full?: true;
}

/** Whether the share is taken back, and the reason forgotten. */
async function consider({ code, goal = standby, world, run, full }: Story): Promise<boolean> {
  const scene = node();
  if (code !== undefined) noteReason(scene, code);
  if (full !== undefined) scene.machine.files.full = true;
  await considerWithdrawal(runOn(scene, run), group, world ?? worldWith(demotionShare), goal);
  const back = isTakenBack(scene);
  expect(readYields(scene.machine.files).has('one')).toBe(code !== undefined && !back);
  return back;
}

describe('what was given to the peer is taken back', () => {
  it('when the group serves here', async () => {
    expect(await consider({ code: 'check-failed', goal: active })).toBe(true);
    expect(await consider({ goal: active })).toBe(true);
  });

  it('not after a failure: there is no proof that its cause is gone', async () => {
    expect(await consider({ code: 'check-failed' })).toBe(false);
  });

  it('not for a reason that this version does not know', async () => {
    expect(await consider({ code: 'of-tomorrow' })).toBe(false);
  });

  it('after a refusal, when the guard would not refuse any more', async () => {
    const code = 'mountpoint-missing';
    expect(await consider({ code })).toBe(true);
    const still = worldWith(demotionShare, 'dir /data missing');
    expect(await consider({ code, world: still })).toBe(false);
  });

  it('not while this run may take nothing over anyway', async () => {
    const noPromotion = { code: 'config-invalid', text: 'a typo' } as const;
    expect(await consider({ code: 'config-invalid', run: { noPromotion } })).toBe(false);
    expect(await consider({ code: 'config-invalid' })).toBe(true);
  });

  it('after a peer that still replicated, when its worker is seen to be gone', async () => {
    const code = 'peer-still-replicates';
    const seen = worldWith(demotionShare);
    const worker = { resource: 'data', role: 'secondary', pid: 7 } as const;
    expect(await consider({ code })).toBe(true);
    expect(await consider({ code, world: { ...seen, workers: known([worker]) } })).toBe(false);
    expect(await consider({ code, world: { ...seen, workers: noAnswer() } })).toBe(false);
    for (const other of [{ ...worker, resource: 'other' }, { ...worker, role: 'primary' } as const])
      expect(await consider({ code, world: { ...seen, workers: known([other]) } })).toBe(true);
  });

  it('after a copy that was not whole, when it is', async () => {
    const code = 'copy-unfinished';
    expect(await consider({ code })).toBe(true);
    const still = worldWith(demotionShare, 'hast data secondary unfinished');
    expect(await consider({ code, world: still })).toBe(false);
  });

  it('after a hold, when nothing holds the group any more', async () => {
    expect(await consider({ code: 'released' })).toBe(true);
    expect(await consider({ code: 'released', goal: held })).toBe(false);
    expect(await consider({ goal: held })).toBe(false);
  });

  it('after a full disk, when it can be written again', async () => {
    expect(await consider({})).toBe(true);
    expect(await consider({ full: true })).toBe(false);
  });

  it('and where nothing was given nothing is asked', async () => {
    for (const world of [worldWith(240), { ...worldWith(0), carp: noAnswer<never>() }]) {
      const scene = node();
      await considerWithdrawal(runOn(scene), group, world, active);
      expect(scene.lines()).toEqual([]);
    }
  });
});

describe('one share for all groups', () => {
  it('stays while another group has its reason', async () => {
    const scene = node();
    noteReason(scene, 'check-failed');
    noteReason(scene, 'mount-failed', 'two');
    await withdrawFor(runOn(scene), 'one');
    expect(isTakenBack(scene)).toBe(false);
    expect([...readYields(scene.machine.files).keys()]).toEqual(['two']);
    expect(scene.logged).toEqual([
      {
        level: 'warn',
        message:
          'the address still goes to the other node: so does that of two (mount-failed), and one demotion is for all. To end that: carphast resume two',
        fields: { group: 'one' },
      },
    ]);
  });

  it.each([
    ['maintenance', 'carphast maintenance off two'],
    ['released', 'carphast resume'],
  ])('and where it stays for %s, that is ended by %s', async (code, word) => {
    const scene = node();
    noteReason(scene, 'check-failed');
    noteReason(scene, code, 'two');
    await withdrawFor(runOn(scene), 'one');
    expect(scene.logged[0]?.message.endsWith(`: ${word}`)).toBe(true);
  });

  it('goes although another group has its reason, which needs no share', async () => {
    const scene = node(demotionShare, 240);
    noteReason(scene, 'check-failed');
    noteReason(scene, 'maintenance', 'two', { skews: { '2@em0': 0 }, lasting: true });
    await withdrawFor(runOn(scene), 'one');
    expect(isTakenBack(scene)).toBe(true);
  });

  it('stays where the skew that would do without it is gone, as after a boot', async () => {
    const scene = node(demotionShare, 0);
    noteReason(scene, 'check-failed');
    noteReason(scene, 'maintenance', 'two', { skews: { '2@em0': 0 }, lasting: true, share: false });
    await withdrawFor(runOn(scene), 'one');
    expect(isTakenBack(scene)).toBe(false);
  });

  it('is not spoken of at each look while it stays for another group', async () => {
    const scene = node();
    noteReason(scene, 'check-failed', 'two');
    await considerWithdrawal(runOn(scene), group, worldWith(demotionShare), active);
    expect([isTakenBack(scene), scene.logged]).toEqual([false, []]);
  });

  it('is not spoken of where it is not there', async () => {
    const scene = node(0);
    noteReason(scene, 'check-failed');
    noteReason(scene, 'mount-failed', 'two');
    await withdrawFor(runOn(scene), 'one');
    expect(scene.logged).toEqual([]);
  });

  it('goes with the last reason, and the log names it', async () => {
    const scene = node();
    noteReason(scene, 'check-failed');
    await withdrawFor(runOn(scene), 'one');
    expect(isTakenBack(scene)).toBe(true);
    expect(scene.logged).toEqual([
      {
        level: 'info',
        message: 'the address is not yielded any more (it was: check-failed)',
        fields: { group: 'one', outcome: 'done' },
      },
    ]);
  });

  it('goes although a group that the configuration does not name has left a reason', async () => {
    const scene = node();
    noteReason(scene, 'check-failed', 'of-before');
    await withdrawFor(runOn(scene), 'one');
    expect(isTakenBack(scene)).toBe(true);
    expect(scene.logged[0]?.message).toBe('the address is not yielded any more');
  });
});
