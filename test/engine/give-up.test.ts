import { describe, expect, it } from 'vitest';
import { settleGroup } from '../../src/engine/settle.ts';
import { demotionShare } from '../../src/plan/share.ts';
import { outcomes, settled, smallNode } from '../support/small-node.ts';
import { statusOf } from '../support/tool-answers.ts';

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
