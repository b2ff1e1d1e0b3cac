import { describe, expect, it } from 'vitest';
import { settleGroup } from '../../src/engine/settle.ts';
import { readYields } from '../../src/engine/yields.ts';
import type { Role } from '../../src/freebsd/types.ts';
import { demotionShare } from '../../src/plan/share.ts';
import { outcomes, settled, smallNode } from '../support/small-node.ts';
import type { Answer } from '../support/scripted.ts';
import { hastList, mountTable, statusOf } from '../support/tool-answers.ts';

describe('a promotion that fails', () => {
  const fails = (line: string) => {
    if (line.endsWith('onestart')) return { status: 1, stderr: 'no' };
    return line === 'service one onestatus' ? statusOf('one') : undefined;
  };

  it('is taken down, and the address goes to the peer by our share of the demotion', async () => {
    const { node, rest } = await settled({
      script: (line, small) => {
        if (line.includes('demotion=')) small.states[0] = 'BACKUP';
        return fails(line);
      },
    });
    expect(rest).toMatchObject({
      kind: 'failed',
      code: 'service-did-not-start',
      goal: { kind: 'active' },
    });
    expect(outcomes(node)).toEqual(['active failed service-did-not-start yielded']);
    expect(node.demotion).toBe(demotionShare);
    expect(node.told()).toContain('info a step failed: taking down what was started');
    expect(node.history()[0]?.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'start:one failed',
      'rollback:yield:main done',
    ]);
  });

  it('keeps the address where the policy says so', async () => {
    const toml = 'resources = []\nonFailure = "stay"\nservices = ["one"]\n';
    const { node } = await settled({ toml, script: fails });
    expect(outcomes(node)).toEqual(['active failed service-did-not-start']);
    expect([node.demotion, node.states]).toEqual([0, ['MASTER']]);
  });

  it('has no address to give when that is gone meanwhile', async () => {
    const { node } = await settled({
      script: (line, { states }) => {
        if (line.endsWith('onestart')) states[0] = 'BACKUP';
        return fails(line);
      },
    });
    expect(outcomes(node)).toEqual(['active failed service-did-not-start']);
    expect(node.demotion).toBe(0);
  });

  it('gives up the state where nobody takes what is worth less, but once', async () => {
    const yielded = async (demotion: number) => {
      const node = await smallNode({ script: fails });
      node.demotion = demotion;
      await settleGroup(node.run, node.group, () => undefined);
      expect(outcomes(node)).toEqual(['active failed service-did-not-start yielded']);
      return node.lines().filter((line) => line.endsWith('state backup'));
    };
    expect(await yielded(0)).toEqual(['ifconfig em0 vhid 1 state backup']);
    expect(await yielded(demotionShare)).toEqual([]);
  });

  it('on a full disk yields once: the share is all that remembers', async () => {
    const full = (demotion: number) => async () => {
      const node = await smallNode({ script: fails });
      node.demotion = demotion;
      const { machine } = node;
      const files = {
        ...machine.files,
        replaceText: () => ({ kind: 'failed', message: 'ENOSPC' }) as const,
      };
      const run = { ...node.run, machine: { ...machine, files } };
      await settleGroup(run, node.group, () => undefined);
      return { outcomes: outcomes(node), demotion: node.demotion };
    };
    expect(await full(0)()).toEqual({
      outcomes: ['active failed service-did-not-start yielded'],
      demotion: demotionShare,
    });
    expect(await full(demotionShare)()).toEqual({
      outcomes: ['active failed service-did-not-start'],
      demotion: demotionShare,
    });
  });

  it('on a full disk, where sysctl cannot be asked either, keeps the address', async () => {
    const node = await smallNode({
      script: (line) => (line.startsWith('sysctl') ? { status: 1 } : fails(line)),
    });
    const { machine } = node;
    const replaceText = () => ({ kind: 'failed', message: 'ENOSPC' }) as const;
    const run = { ...node.run, machine: { ...machine, files: { ...machine.files, replaceText } } };
    await settleGroup(run, node.group, () => undefined);
    expect(outcomes(node)).toEqual(['active failed service-did-not-start']);
    expect(node.states).toEqual(['MASTER']);
  });

  it('on a full disk with preempt off gives up the state, and leaves no skew that nobody knows', async () => {
    const node = await smallNode({ script: fails, preempt: 0 });
    const { machine } = node;
    const replaceText = () => ({ kind: 'failed', message: 'ENOSPC' }) as const;
    const run = { ...node.run, machine: { ...machine, files: { ...machine.files, replaceText } } };
    await settleGroup(run, node.group, () => undefined);
    const skews = node.lines().filter((line) => line.includes('advskew'));
    expect(skews).toEqual(['ifconfig em0 vhid 1 advskew 240', 'ifconfig em0 vhid 1 advskew 10']);
    expect(node.demotion).toBe(demotionShare);
  });
});

describe('a promotion of storage that comes to nothing', () => {
  const toml = `resources = ["data"]
filesystems = [{ resource = "data", mountpoint = "/data" }]
services = ["one"]
`;
  const noPromotion = { code: 'config-invalid', text: 'a typo' } as const;
  const mounted = mountTable('/dev/hast/data /data');

  it('takes nothing down that serves, and keeps the address', async () => {
    const script = (line: string): Answer | undefined => {
      if (line === 'hastctl list') return hastList('primary', 700);
      return line === 'mount -p' ? mounted : undefined;
    };
    const { node } = await settled({ toml, run: { noPromotion }, script });
    expect(outcomes(node)).toEqual(['active refused config-invalid']);
    expect(node.told()).toContain('warn it serves, so nothing is taken down');
    expect(node.lines().filter((line) => /umount|role|demotion=|onestop/.test(line))).toEqual([]);
  });

  it('lets go of what does not serve: the role as well', async () => {
    let role: Role = 'primary';
    const script = (line: string): Answer | undefined => {
      if (line.startsWith('hastctl role')) role = 'secondary';
      return line === 'hastctl list' ? hastList(role, 700) : undefined;
    };
    const { node } = await settled({ toml, run: { noPromotion }, script, up: ['one'] });
    expect(outcomes(node)).toEqual(['active refused config-invalid yielded']);
    expect(node.history()[0]?.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'rollback:stop:one done',
      'rollback:role:data done',
      'rollback:yield:main done',
    ]);
  });

  it('keeps the address where a mount without its device cannot be let go of', async () => {
    const fails = (line: string): Answer | undefined => {
      if (line === 'hastctl list') return hastList('primary', 700);
      return line === 'mount -p' ? mounted : undefined;
    };
    const { node } = await settled({ toml, script: fails });
    expect(outcomes(node)).toEqual(['active failed still-mounted']);
    expect(node.demotion).toBe(0);
    expect(node.lines()).toContain('umount /data');
  });

  it('by a hastd that does not answer does not wait for it once more', async () => {
    const script = (line: string): Answer | undefined =>
      line.startsWith('hastctl') ? { kind: 'timed-out' } : undefined;
    const { node } = await settled({ toml, script, up: ['one'] });
    expect(outcomes(node)).toEqual(['active refused hastd-no-answer yielded']);
    expect(node.lines().filter((line) => line.startsWith('hastctl role'))).toEqual([]);
    expect(node.up.size).toBe(0);
  });
});

describe('the address goes', () => {
  const fails = (line: string): Answer | undefined =>
    line === 'service one onestatus' ? statusOf('one') : undefined;

  it('by advskew, for as long as it has to be, where another group serves here', async () => {
    const toml = `[group.main]
vhids = ["1@em0"]
resources = []
services = ["one"]
[group.other]
vhids = ["2@em1"]
resources = []
services = ["two"]
`;
    const { node } = await settled({ toml, states: ['MASTER', 'MASTER'], script: fails });
    expect(node.demotion).toBe(0);
    expect(node.lines().filter((line) => line.includes('advskew'))).toEqual([
      'ifconfig em0 vhid 1 advskew 240',
    ]);
    expect(readYields(node.machine.files).get('main')).toMatchObject({
      code: 'service-did-not-start',
      since: node.machine.clock.now() - 4500,
      skews: { '1@em0': 10 },
      lasting: true,
    });
  });

  it('by the share, where the vhid that is MASTER besides is none of a group', async () => {
    const toml = 'vhids = ["1@em0"]\nresources = []\nservices = ["one"]\n';
    const { node } = await settled({ toml, states: ['MASTER', 'MASTER'], script: fails });
    expect(node.demotion).toBe(demotionShare);
  });
});
