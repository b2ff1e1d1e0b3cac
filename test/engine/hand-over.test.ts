import { describe, expect, it } from 'vitest';
import { handOver } from '../../src/engine/hand-over.ts';
import { readYields } from '../../src/engine/yields.ts';
import type { Hold } from '../../src/plan/goal.ts';
import { demotionShare } from '../../src/plan/share.ts';
import { lookAt } from '../../src/world/read.ts';
import { scripted, type Scripted } from '../support/scripted.ts';
import { configOf } from '../support/worlds.ts';

interface Story {
  /** Of 1@em0 (group one), 2@em1 (group two) and 3@em2 (of nobody). */
  readonly states: [string, string, string];
  readonly preempt?: 0 | 1;
  /** The peer takes what is worth less. Default true. */
  readonly peerTakes?: boolean;
  readonly silent?: true;
  /** Default: released. */
  readonly hold?: Hold;
  /** ifconfig does not answer once the share is there. */
  readonly silentAfter?: true;
  readonly fullDisk?: true;
  /** The state comes back at once. */
  readonly comesBack?: true;
}

async function give(story: Story) {
  const { states, preempt = 1, peerTakes = true, silent, silentAfter, comesBack } = story;
  const state = [...states];
  const config = await configOf(
    `[group.one]
vhids = ["1@em0"]
resources = ["data"]
[group.two]
vhids = ["2@em1"]
resources = ["other"]
limits = { yield = "3s" }
`,
    { vhids: ['1@em0', '2@em1', '3@em2'], resources: ['data', 'other'] },
  );
  let demotion = 0;
  const scene: Scripted = scripted((line) => {
    if (silent === true && line === 'ifconfig -a') return { kind: 'timed-out' };
    const set = /demotion=(-?\d+)$/.exec(line);
    if (set !== null) {
      demotion += Number(set[1]);
      if (peerTakes) state.fill('BACKUP');
    }
    const change = /^ifconfig em(\d) vhid \d state (\w+)$/.exec(line);
    if (change !== null && comesBack !== true)
      state[Number(change[1])] = (change[2] ?? '').toUpperCase();
    if (line === 'sysctl net.inet.carp')
      return {
        stdout: `net.inet.carp.demotion: ${demotion}\nnet.inet.carp.preempt: ${preempt}\n`,
      };
    if (line !== 'ifconfig -a') return {};
    if (silentAfter === true && demotion !== 0) return { kind: 'timed-out' };
    const vhid = (one: string, at: number): string =>
      `em${at}: flags=8943<UP>\n\tcarp: ${one} vhid ${at + 1} advbase 1 advskew 10\n`;
    return { stdout: state.map(vhid).join('') };
  });
  scene.machine.files.full = story.fullDisk ?? false;
  const run = { machine: scene.machine, config, look: lookAt(config), trigger: 't' };
  const held = config.groups.map((group) => ({ group, hold: story.hold ?? 'released' }));
  const unseen = (await handOver(run, held)).map(({ group }) => group.name);
  const acts = scene.lines().filter((line) => /=|state|advskew/.test(line));
  return { acts, scene, unseen, reasons: [...readYields(scene.machine.files)] };
}

const share = `sysctl net.inet.carp.demotion=${demotionShare}`;

describe('after a release', () => {
  it('the addresses that are still here go by one share of the demotion', async () => {
    const { acts, reasons, scene } = await give({ states: ['MASTER', 'MASTER', 'BACKUP'] });
    expect(acts).toEqual([share]);
    expect(reasons).toMatchObject([['one', { code: 'released', since: 1_000_000 }]]);
    expect(scene.logged).toEqual([
      {
        level: 'info',
        message: 'the address is given to the peer',
        fields: { group: 'one', outcome: 'the peer has it' },
      },
    ]);
  });

  it('nothing is given that is not here', async () => {
    const { acts, reasons } = await give({ states: ['BACKUP', 'INIT', 'MASTER'] });
    expect([acts, reasons]).toEqual([[], []]);
  });

  it('our share is added, once, where ifconfig does not say what is here; and that is an error', async () => {
    const { acts, reasons, scene, unseen } = await give({
      states: ['MASTER', 'MASTER', 'BACKUP'],
      silent: true,
    });
    expect(acts).toEqual([share]);
    expect(reasons).toEqual([]);
    expect(unseen).toEqual(['one', 'two']);
    expect(scene.logged.map(({ level, fields }) => [level, fields['code']])).toEqual([
      ['error', 'carp-unreadable'],
      ['error', 'carp-unreadable'],
    ]);
  });

  it('but not for one group alone, with which all of the node would go', async () => {
    const { acts, reasons, unseen } = await give({
      states: ['MASTER', 'MASTER', 'BACKUP'],
      silent: true,
      hold: 'maintenance',
    });
    expect([acts, reasons, unseen]).toEqual([[], [], ['one', 'two']]);
  });

  it('a vhid of nobody that is MASTER stays: the skew is raised instead, for good', async () => {
    const { acts } = await give({ states: ['MASTER', 'BACKUP', 'MASTER'] });
    expect(acts).toEqual(['ifconfig em0 vhid 1 advskew 240', 'ifconfig em0 vhid 1 state backup']);
  });

  it('but not for good where nothing can be noted: nobody would put it back', async () => {
    const { acts } = await give({ states: ['MASTER', 'BACKUP', 'MASTER'], fullDisk: true });
    expect(acts).toEqual([share]);
  });

  it('with preempt off the state is given up by hand, and the skew put back', async () => {
    const { acts } = await give({ states: ['BACKUP', 'MASTER', 'BACKUP'], preempt: 0 });
    expect(acts).toEqual([
      'ifconfig em1 vhid 2 advskew 240',
      'ifconfig em1 vhid 2 state backup',
      'ifconfig em1 vhid 2 advskew 10',
    ]);
  });

  it('by hand it is given once, whoever takes it', async () => {
    const { acts } = await give({
      states: ['BACKUP', 'MASTER', 'BACKUP'],
      preempt: 0,
      comesBack: true,
    });
    expect(acts).toHaveLength(3);
  });

  it('where ifconfig does not say what became of it, nothing more is given', async () => {
    const { acts } = await give({ states: ['BACKUP', 'MASTER', 'BACKUP'], silentAfter: true });
    expect(acts).toEqual([share]);
  });

  it('a peer that does not take what is worth less gets the state by hand, after the limit', async () => {
    const story: Story = { states: ['BACKUP', 'MASTER', 'BACKUP'], peerTakes: false };
    const { acts, scene } = await give(story);
    expect(acts).toEqual([
      share,
      'ifconfig em1 vhid 2 advskew 240',
      'ifconfig em1 vhid 2 state backup',
      'ifconfig em1 vhid 2 advskew 10',
    ]);
    expect(scene.logged.map(({ fields }) => fields['outcome'])).toEqual([
      undefined,
      'the peer has it',
    ]);
    expect(scene.machine.clock.elapsed()).toBe(3000 + 4500);
  });
});
