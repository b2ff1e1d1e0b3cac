import { describe, expect, it } from 'vitest';
import { checkAccounts } from '../../src/rehearsal/accounts.ts';
import { judgeAlone } from '../../src/rehearsal/alone.ts';
import { configOf } from '../../src/rehearsal/configured.ts';
import type { Happening, Setup } from '../../src/rehearsal/drama.ts';
import { checkGivenBack, checkSkews } from '../../src/rehearsal/given-back.ts';
import { openStage } from '../../src/rehearsal/opening.ts';
import { ordinaryPair } from '../../src/rehearsal/pairs.ts';
import { perform } from '../../src/rehearsal/perform.ts';
import type { Stage } from '../../src/rehearsal/stage.ts';
import { historyPath } from '../../src/history/paths.ts';
import { demotionShare } from '../../src/plan/share.ts';

/** What the drawn dramas demand, and that they see it where it is not so. */

const quiet: Setup = { ...ordinaryPair(), cron: false };

function strikes(fault: string, more: Partial<Happening> = {}): Happening {
  return { at: { ms: 0 }, fault, node: 'hast1', with: {}, ...more };
}

async function onStage(more: Partial<Setup> = {}) {
  const setup = { ...quiet, ...more };
  const config = await configOf(setup);
  const stage = openStage({ seed: 1, setup, happenings: [] }, config);
  await stage.pair.clock.pass(2000);
  const [first, second] = stage.pair.world.nodes;
  return { stage, config, first, second };
}

function brokenOn({ pair }: Stage): readonly string[] {
  return pair.violations.map(({ invariant, sentence }) => `${invariant} ${sentence}`);
}

describe('one node alone', () => {
  it('serves in every third drama, while the other one stays without power', async () => {
    for (const seed of [3, 6]) {
      const { stage, violations } = await perform({ seed, setup: quiet, happenings: [] });
      const cuts = stage.pair.trace.flatMap((entry) =>
        entry.kind === 'event' && entry.text === 'power cut' ? [entry.node] : [],
      );
      expect(cuts).toEqual([seed === 3 ? 'hast1' : 'hast2']);
      expect(violations).toEqual([]);
    }
  });

  it('is broken where it does not', async () => {
    const { stage, config, second } = await onStage();
    const look = (): void => stage.pair.node('hast2').hastdKill();
    await judgeAlone({ stage, config, look }, second);
    expect(brokenOn(stage)).toEqual([
      expect.stringMatching(
        /^liveness hast2 is well and alone, and does not serve main after \d+ s$/,
      ),
    ]);
  });

  it('in the others both are put right at once', async () => {
    const { stage } = await perform({ seed: 1, setup: quiet, happenings: [] });
    const texts = stage.pair.trace.map((entry) => (entry.kind === 'event' ? entry.text : ''));
    expect(texts).not.toContain('power cut');
  });
});

it('the moment of a fault is waited for up to a minute, and told when it never comes', async () => {
  const moment = { node: 'hast1', command: '/sbin/hastctl role', phase: 'start', nth: 1 } as const;
  const late = await perform({
    seed: 1,
    setup: quiet,
    happenings: [
      strikes('release', { at: { ms: 20_000 } }),
      strikes('event-doubled', { at: moment }),
    ],
  });
  expect(late).toMatchObject({ planned: 2, missed: 0 });
  const never = await perform({
    seed: 1,
    setup: quiet,
    happenings: [strikes('event-doubled', { at: moment })],
  });
  expect(never).toMatchObject({ planned: 1, missed: 1 });
  expect(never.lastedMs).toBeGreaterThan(60_000);
});

describe('cron', () => {
  it('is set up at the repair where an event was lost', async () => {
    const setup = { ...quiet, options: { ...quiet.options, preempt: false } };
    const happenings = ['event-lost', 'address-taken'].map((one) =>
      strikes(one, { node: 'hast2' }),
    );
    const { stage, violations } = await perform({ seed: 1, setup, happenings });
    expect(stage.calls.some(({ words }) => words[0] === 'reconcile')).toBe(true);
    expect(violations).toEqual([]);
  });

  it('is not where every event came, and nothing failed', async () => {
    const { stage } = await perform({
      seed: 1,
      setup: quiet,
      happenings: [strikes('address-taken', { node: 'hast2' })],
    });
    expect(stage.calls.filter(({ words }) => words[0] === 'reconcile')).toEqual([]);
  });
});

describe('a shutdown', () => {
  it('that releases nothing is seen', async () => {
    const { stage, first } = await onStage();
    first.shutdownScripts.clear();
    await stage.pair.clock.until(stage.pair.node('hast1').cleanStop());
    expect(stage.pair.violations).toMatchObject([{ invariant: 'I2', by: 'shutdown of hast1' }]);
  });

  it('that never ends is seen', async () => {
    const { first, stage } = await onStage();
    first.shutdownScripts.clear();
    first.pools.push({ name: 'zhast', health: 'ONLINE', broken: true });
    void stage.pair.node('hast1').cleanStop();
    await stage.pair.clock.pass(120_000);
    expect(brokenOn(stage).at(-1)).toMatch(/^I2 hast1 never comes to the end of its shutdown/);
  });
});

it('a role that no entry of the history tells of is seen', async () => {
  const { stage, config, second } = await onStage();
  stage.pair.node('hast1').powerCut();
  await stage.pair.clock.pass(60_000);
  checkAccounts(stage, config, second);
  expect(brokenOn(stage)).toEqual([]);
  stage.pair.node('hast2').files.drop(historyPath);
  checkAccounts(stage, config, second);
  expect(brokenOn(stage)).toEqual([
    'I8 hast2: /sbin/hastctl role primary data belongs to no entry of the history',
  ]);
});

describe('what is yielded on a pair at rest', () => {
  const forgetful = (): boolean => false;

  it('is taken back by the next look, or by resume', async () => {
    const { stage, config, second } = await onStage();
    second.carp.demotion = demotionShare;
    await checkGivenBack({ stage, config, look: () => undefined, forgetful }, () => true);
    expect(second.carp.demotion).toBe(0);
    expect(brokenOn(stage)).toEqual([]);
  });

  it('is broken where it stays', async () => {
    const { stage, config, second } = await onStage();
    const look = (): void => {
      second.carp.demotion = demotionShare;
    };
    look();
    await checkGivenBack({ stage, config, look, forgetful }, () => true);
    expect(brokenOn(stage)).toEqual([
      'I5 hast2: at rest, with nothing that needs a person, net.inet.carp.demotion is 5000000, advskew 100',
      'I5 hast2: 360 s after resume was typed on both nodes net.inet.carp.demotion is 5000000, advskew 100',
    ]);
  });

  it('is not held against a run that was killed where the disk took no notes', async () => {
    const { stage, config, second } = await onStage();
    const look = (): void => {
      second.carp.demotion = demotionShare;
    };
    look();
    await checkGivenBack({ stage, config, look, forgetful: (node) => node === second }, () => true);
    expect(brokenOn(stage)).toEqual([]);
  });

  it('and so is a skew that is neither rc.conf’s nor the one of who gives way', async () => {
    const { stage, first, second } = await onStage();
    const [vhid] = second.carp.vhids;
    if (vhid === undefined) throw new Error('hast2 has no vhid');
    vhid.advskew = 240;
    for (const node of [first, second]) checkSkews(node);
    expect(brokenOn(stage)).toEqual([]);
    vhid.advskew = 0;
    checkSkews(second);
    expect(brokenOn(stage)).toEqual(['I5 hast2: advskew is 0 at rest, and 100 in rc.conf']);
  });
});
