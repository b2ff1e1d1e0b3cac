import { describe, expect, it } from 'vitest';
import { observe, settleGroup } from '../../src/engine/settle.ts';
import { takeNote } from '../../src/history/journal.ts';
import { demotionShare } from '../../src/plan/share.ts';
import { outcomes, settled, smallNode } from '../support/small-node.ts';
import { statusOf } from '../support/tool-answers.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

describe('a group comes to rest', () => {
  it('active where it is MASTER: one transition, and one more look', async () => {
    const { node, rest, goals } = await settled();
    expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'active' }, changed: true });
    expect(goals).toEqual(['active', 'active']);
    expect(outcomes(node)).toEqual(['active done']);
    expect(node.history()[0]?.steps).toMatchObject([{ id: 'start:one', phase: 'promote' }]);
    expect(node.up.has('one')).toBe(true);
    expect(node.told()).toEqual([
      'info every vhid is MASTER here: taking over',
      'info start one: done in 0 ms',
      'info everything runs and was verified: this node serves',
    ]);
  });

  it('at standby where it is not', async () => {
    const { node, rest } = await settled({ states: ['BACKUP'], up: ['one'] });
    expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'standby' }, changed: true });
    expect(outcomes(node)).toEqual(['standby done']);
    expect(node.up.has('one')).toBe(false);
    expect(node.told()[0]).toBe('info this node is not MASTER any more: letting go');
    const from = { group: 'main', from: 'active', because: '1@em0 is BACKUP' };
    expect(node.logged[0]?.fields).toEqual(from);
    expect(node.history()[0]?.steps).toMatchObject([{ id: 'stop:one', phase: 'demote' }]);
    expect(node.history()[0]).toMatchObject({
      id: '1970-01-01T00:16:40.000Z-main',
      because: '1@em0 is BACKUP',
      trigger: 'a test',
      startedAt: 1_000_000,
    });
  });

  it('with a word, where there is nothing to do, and leaves no history', async () => {
    const active = await settled({ up: ['one'] });
    expect(active.rest).toMatchObject({ kind: 'reached', changed: false });
    expect(active.node.told()).toEqual(['info active already: nothing to do']);
    expect(active.node.logged.at(-1)?.fields).toMatchObject({ because: '1@em0 is MASTER' });
    const standby = await settled({ states: ['BACKUP'] });
    expect(standby.node.told()).toEqual(['info standby already: nothing to do']);
    for (const { node } of [active, standby]) expect(outcomes(node)).toEqual([]);
  });

  it('as it is, where CARP cannot be read', async () => {
    const script = (line: string) =>
      line === 'ifconfig -a' ? ({ kind: 'timed-out' } as const) : undefined;
    const { node, rest } = await settled({ up: ['one'], script });
    expect(rest).toMatchObject({
      kind: 'refused',
      code: 'carp-unreadable',
      goal: { kind: 'unknown' },
    });
    expect(node.told()).toEqual([
      'info ifconfig does not tell what CARP says (ifconfig -a: no answer within 10000 ms): asking again every 5.0 s, 30.0 s at most',
      'warn ifconfig -a: no answer within 10000 ms',
    ]);
    expect(node.logged.at(-1)?.fields).toMatchObject({ code: 'carp-unreadable' });
    expect([outcomes(node), [...node.up]]).toEqual([[], ['one']]);
  });

  it('with a warning where some of its vhids are MASTER here, and some are not', async () => {
    const toml = 'vhids = ["1@em0", "2@em1"]\nresources = []\nservices = ["one"]\n';
    const apart = await settled({ toml, states: ['MASTER', 'BACKUP'] });
    expect(apart.node.told()[0]).toMatch(/^warn the vhids of this group are apart/);
    const whole = await settled({ toml, states: ['BACKUP', 'BACKUP'] });
    expect(whole.node.told()).toEqual(['info standby already: nothing to do']);
  });
});

describe('what does not last', () => {
  it('is done four times, and no more', async () => {
    let starts = 0;
    const { node, rest } = await settled({
      script: (line, { up }) => {
        if (line.endsWith('onestart')) starts += 1;
        // It is gone again as soon as the engine has verified that it runs.
        if (line === 'mount -p') up.clear();
        return undefined;
      },
    });
    expect(rest).toEqual({
      kind: 'failed',
      goal: { kind: 'active', because: '1@em0 is MASTER' },
      code: 'undone-again',
      text: 'what was done does not last: start:one is to be done again after 4 times',
    });
    expect(starts).toBe(4);
    expect(outcomes(node)).toEqual([
      ...Array.from({ length: 4 }, () => 'active done'),
      'active failed undone-again yielded',
    ]);
    expect(node.logged.filter(({ level }) => level === 'error')).toMatchObject([
      {
        message: expect.stringMatching(/^what was done does not last/) as string,
        fields: { group: 'main', code: 'undone-again' },
      },
    ]);
    expect(node.demotion).toBe(demotionShare);
  });

  it('but lasts after the fourth time is no failure', async () => {
    let starts = 0;
    const { node, rest } = await settled({
      script: (line, { up }) => {
        if (line.endsWith('onestart')) starts += 1;
        if (line === 'mount -p' && starts < 4) up.clear();
        return undefined;
      },
    });
    expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'active' } });
    expect(outcomes(node)).toEqual(Array.from({ length: 4 }, () => 'active done'));
  });

  it('when this node lets go is said, and no address moves', async () => {
    const { node, rest } = await settled({
      states: ['BACKUP'],
      up: ['one'],
      script: (line, { up }) => {
        if (line === 'mount -p') up.add('one');
        return undefined;
      },
    });
    expect(rest).toMatchObject({ kind: 'failed', code: 'undone-again' });
    expect(outcomes(node).at(-1)).toBe('standby failed undone-again');
    expect(node.told()).toContain('info something could not be released: it stays where it is');
    expect(node.demotion).toBe(0);
  });

  it('because the address comes and goes is no failure either', async () => {
    const { node, rest } = await settled({
      script: (line, small) => {
        const made = small.history().length;
        if (line === 'ifconfig -a')
          small.states[0] = made % 2 === 0 && made < 10 ? 'MASTER' : 'BACKUP';
        return undefined;
      },
    });
    expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'standby' } });
    const both = Array.from({ length: 5 }, () => ['active done', 'standby done']);
    expect(outcomes(node)).toEqual(both.flat());
  });

  it('is tried once a run where it is optional', async () => {
    const toml =
      'resources = []\nservices = ["one", { name = "two", requires = ["one"], optional = true }]\n';
    const script = (line: string) =>
      line === 'service two onestatus' ? statusOf('two') : undefined;
    const first = await settled({ toml, script });
    expect(first.rest).toMatchObject({ kind: 'reached', changed: true });
    expect(outcomes(first.node)).toEqual(['active done']);
    expect(first.node.lines().filter((line) => line === 'service two onestart')).toHaveLength(1);
    expect(first.node.history()[0]?.degraded[0]).toMatch(/^start:two: two is stopped/);
  });

  it('because CARP flaps is followed for as long as it does', async () => {
    let looks = 0;
    const { node, rest } = await settled({
      script: (line, { states }) => {
        if (line === 'ifconfig -a')
          states[0] = (looks += 1) % 2 === 1 && looks < 20 ? 'MASTER' : 'BACKUP';
        return undefined;
      },
    });
    expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'standby' }, changed: true });
    expect(outcomes(node)).toEqual(Array.from({ length: 10 }, () => 'active superseded'));
    expect(node.told()).toContain('info mastership was lost on the way: letting go again');
    expect(node.up.size).toBe(0);
    for (const { degraded } of node.history()) expect(degraded).toEqual([]);
  });
});

describe('where nothing may be taken over in this run', () => {
  const noPromotion = { code: 'config-invalid', text: 'a typo' } as const;

  it('a promotion is refused before its first step, and the address goes', async () => {
    const { node, rest } = await settled({ run: { noPromotion } });
    expect(rest).toMatchObject({ kind: 'refused', code: 'config-invalid', text: 'a typo' });
    expect(outcomes(node)).toEqual(['active refused config-invalid yielded']);
    expect(node.lines()).not.toContain('service one onestart');
    expect(node.told().slice(0, 2)).toEqual([
      'error a typo',
      'info a guard refused to take over: nothing was changed',
    ]);
  });

  it('what serves goes on', async () => {
    const { node, rest } = await settled({ run: { noPromotion }, up: ['one'] });
    expect(rest).toMatchObject({ kind: 'reached', changed: false });
    expect(outcomes(node)).toEqual([]);
  });

  it('letting go is done all the same', async () => {
    const { node } = await settled({ run: { noPromotion }, states: ['BACKUP'], up: ['one'] });
    expect(outcomes(node)).toEqual(['standby done']);
  });
});

describe('where the history cannot be written', () => {
  async function full(states: readonly string[], up: readonly string[] = []) {
    const node = await smallNode({ states, up });
    node.machine.files.full = true;
    const rest = await settleGroup(node.run, node.group, () => undefined);
    return { node, rest };
  }

  it('nothing is taken over', async () => {
    const { node, rest } = await full(['MASTER']);
    expect(rest).toMatchObject({ kind: 'refused', code: 'history-not-writable' });
    expect(node.lines()).not.toContain('service one onestart');
    expect(node.demotion).toBe(demotionShare);
  });

  it('everything may be let go of', async () => {
    const { node, rest } = await full(['BACKUP'], ['one']);
    expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'standby' } });
    expect(node.up.size).toBe(0);
  });
});

describe('a demotion that fails', () => {
  it('lets go of all else, and gives no address away', async () => {
    const toml =
      'resources = []\nservices = [{ name = "one", requires = [] }, { name = "two", requires = [] }]\n';
    const { node, rest } = await settled({
      toml,
      states: ['BACKUP'],
      up: ['one', 'two'],
      script: (line) => (line === 'service one onestatus' ? statusOf('one', 1) : undefined),
    });
    expect(rest).toMatchObject({ kind: 'failed', code: 'service-did-not-stop' });
    expect(outcomes(node)).toEqual(['standby failed service-did-not-stop']);
    expect(node.up.has('two')).toBe(false);
    expect(node.demotion).toBe(0);
    expect(node.told()).toContain('info something could not be released: it stays where it is');
  });
});

it('the record of a killed run becomes history before anything is planned', async () => {
  const node = await smallNode();
  const begin = { kind: 'begin', id: 'x', goal: 'active', because: 'b', trigger: 't' } as const;
  takeNote(node.machine.files, 'main', { ...begin, startedAt: 999_000 });
  await settleGroup(node.run, node.group, () => undefined);
  expect(outcomes(node)).toEqual(['active failed interrupted', 'active done']);
});

it('a transition is called off in the middle of a step', async () => {
  let supersede: AbortController | undefined;
  const node = await smallNode({
    script: (line, small) => {
      if (line !== 'service one onestatus' || supersede === undefined) return undefined;
      small.states[0] = 'BACKUP';
      supersede.abort();
      return statusOf('one');
    },
  });
  const rest = await settleGroup(node.run, node.group, (goal, controller) => {
    supersede = goal.kind === 'active' ? controller : undefined;
  });
  expect(rest).toMatchObject({ kind: 'reached', goal: { kind: 'standby' } });
  expect(outcomes(node)).toEqual(['active superseded']);
});

describe('what a group is, read off the plans', () => {
  it.each([
    ['active', ['hast data primary', 'mount /dev/hast/data /data', 'service nfsd running']],
    ['standby', []],
    ['standby', ['hast data primary']],
    ['failed', ['hast data primary', 'mount /dev/hast/data /data']],
    ['failed', ['service nfsd running']],
  ])('%s: %o', async (state, lines) => {
    const group = await groupOf(
      'filesystems = [{ resource = "data", mountpoint = "/data" }]\nservices = ["nfsd"]',
    );
    expect(observe(group, worldOf(group, ...lines))).toBe(state);
  });
});
