import { describe, expect, it } from 'vitest';
import { createCrew } from '../../src/engine/crew.ts';
import type { Hint } from '../../src/system/ports.ts';
import { smallNode, type Small, type SmallNode } from '../support/small-node.ts';
import { statusOf } from '../support/tool-answers.ts';

const two = `[group.one]
vhids = ["1@em0"]
resources = []
services = ["one"]
[group.two]
vhids = ["2@em1"]
resources = []
services = ["two"]
`;

function hint(claim?: Hint['claim'], ...vhids: readonly string[]): Hint {
  const common = { kind: 'event', text: 'a test', vhids } as const;
  return claim === undefined ? common : { ...common, claim };
}

function pair(small: Small = {}): Promise<SmallNode> {
  return smallNode({ toml: two, states: ['MASTER', 'MASTER'], ...small });
}

function told(node: SmallNode): readonly string[] {
  return node.history().map(({ group, goal, outcome }) => `${group} ${goal} ${outcome}`);
}

/** A start that takes ten seconds, and is no start before it has ended. */
function slowStart(line: string, node: SmallNode) {
  const starts = /^service (\w+) onestart$/.exec(line);
  if (starts === null) return undefined;
  node.up.add(starts[1] ?? '');
  return { takes: 10_000 };
}

describe('a hint', () => {
  it('about nothing in particular wakes every group', async () => {
    const node = await pair();
    const crew = createCrew(node.run);
    expect(crew.notice(hint())).toBe('noted');
    const rests = await crew.idle();
    expect([...rests].map(([name, rest]) => `${name} ${rest.kind}`).sort()).toEqual([
      'one reached',
      'two reached',
    ]);
    expect([...told(node)].sort()).toEqual(['one active done', 'two active done']);
  });

  it('about a vhid wakes its group alone', async () => {
    const node = await pair();
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '2@em1'));
    expect([...(await crew.idle()).keys()]).toEqual(['two']);
    expect(told(node)).toEqual(['two active done']);
  });

  it('about a vhid that no group has wakes none', async () => {
    const node = await pair();
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '9@em9'));
    expect((await crew.idle()).size).toBe(0);
    expect(node.lines()).toEqual([]);
  });

  it('is a duplicate of where its group heads already, and only of that', async () => {
    const node = await pair({ script: slowStart });
    const crew = createCrew(node.run);
    expect(crew.notice(hint('MASTER', '1@em0'))).toBe('noted');
    // Before the first look nobody knows where it heads; the same words add nothing all the same.
    expect(crew.notice(hint('MASTER', '1@em0'))).toBe('duplicate');
    expect(crew.notice(hint('BACKUP', '1@em0'))).toBe('noted');
    expect(crew.notice(hint('MASTER', '1@em0'))).toBe('noted');
    await node.machine.clock.sleep(1000);
    expect(crew.notice(hint('MASTER', '1@em0'))).toBe('duplicate');
    expect(crew.notice(hint('BACKUP', '1@em0'))).toBe('noted');
    expect(crew.notice(hint('INIT', '1@em0'))).toBe('noted');
    expect(crew.notice(hint(undefined, '1@em0'))).toBe('noted');
    expect(crew.notice(hint('MASTER', '2@em1'))).toBe('noted');
    expect(crew.notice(hint('MASTER', '1@em0', '2@em1'))).toBe('noted');
    await crew.idle();
    expect(crew.notice(hint('MASTER', '1@em0'))).toBe('noted');
    await crew.idle();
  });

  it('that goes the other way is a duplicate on the way down', async () => {
    const node = await pair({
      states: ['BACKUP', 'BACKUP'],
      up: ['one'],
      script: (line) => (line.endsWith('onestop') ? { takes: 5000 } : undefined),
    });
    const crew = createCrew(node.run);
    crew.notice(hint('BACKUP', '1@em0'));
    await node.machine.clock.sleep(1000);
    expect(crew.notice(hint('INIT', '1@em0'))).toBe('duplicate');
    expect(crew.notice(hint('MASTER', '1@em0'))).toBe('noted');
    expect(crew.notice(hint(undefined, '1@em0'))).toBe('noted');
    node.up.clear();
    await crew.idle();
  });

  it('in the middle of a transition has its group looked at once more', async () => {
    const node = await pair({ script: slowStart });
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '1@em0'));
    await node.machine.clock.sleep(1000);
    crew.notice(hint(undefined, '1@em0'));
    await crew.idle();
    expect(node.told().filter((line) => line.includes('nothing to do'))).toHaveLength(1);
  });

  it('that is a duplicate does not', async () => {
    const node = await pair({ script: slowStart });
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '1@em0'));
    await node.machine.clock.sleep(1000);
    crew.notice(hint('MASTER', '1@em0'));
    await crew.idle();
    expect(node.told().filter((line) => line.includes('nothing to do'))).toEqual([]);
  });

  it('calls a transition off in the middle of a wait, when its goal is gone', async () => {
    const node = await pair({
      script: (line) => (line === 'service one onestatus' ? statusOf('one') : undefined),
    });
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '1@em0'));
    await node.machine.clock.sleep(1000);
    node.states[0] = 'BACKUP';
    crew.notice(hint('BACKUP', '1@em0'));
    await crew.idle();
    expect(told(node)).toEqual(['one active superseded']);
    // Not after the limit of a start, which is a minute.
    expect(node.machine.clock.elapsed()).toBeLessThan(30_000);
  });

  it('does not call off what is still wanted, nor while CARP cannot be read', async () => {
    let silent = false;
    const node = await pair({
      script: (line, small) => {
        if (line === 'ifconfig -a' && silent) return { kind: 'timed-out' };
        return slowStart(line, small);
      },
    });
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '1@em0'));
    await node.machine.clock.sleep(1000);
    crew.notice(hint('BACKUP', '1@em0'));
    await node.machine.clock.sleep(1000);
    silent = true;
    crew.notice(hint('BACKUP', '1@em0'));
    await node.machine.clock.sleep(1000);
    silent = false;
    await crew.idle();
    expect(told(node)).toEqual(['one active done']);
  });
});

describe('what became of a group', () => {
  it('is the promotion that failed, also when the standby after it is in order', async () => {
    const node = await pair({
      script: (line, small) => {
        if (line.includes('demotion=')) small.states[0] = 'BACKUP';
        return line === 'service one onestatus' ? statusOf('one') : undefined;
      },
    });
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '1@em0'));
    await node.machine.clock.sleep(1000);
    crew.notice(hint(undefined, '1@em0'));
    const rest = (await crew.idle()).get('one');
    expect(rest).toMatchObject({ kind: 'failed', code: 'service-did-not-start' });
    expect(node.told().at(-1)).toBe('info standby already: nothing to do');
  });

  it('is what came last in all other cases', async () => {
    let broken = true;
    const node = await pair({
      script: (line) => (broken && line === 'service one onestatus' ? statusOf('one') : undefined),
    });
    const crew = createCrew(node.run);
    crew.notice(hint('MASTER', '1@em0'));
    expect((await crew.idle()).get('one')?.kind).toBe('failed');
    broken = false;
    node.states[0] = 'MASTER';
    crew.notice(hint('MASTER', '1@em0'));
    expect((await crew.idle()).get('one')).toMatchObject({
      kind: 'reached',
      goal: { kind: 'active' },
    });
    node.states[0] = 'BACKUP';
    crew.notice(hint('BACKUP', '1@em0'));
    expect((await crew.idle()).get('one')).toMatchObject({
      kind: 'reached',
      goal: { kind: 'standby' },
    });
  });

  it('is the standby, where what failed before it was a standby', async () => {
    let stuck = true;
    const node = await pair({
      states: ['BACKUP', 'BACKUP'],
      up: ['one'],
      script: (line) =>
        stuck && line === 'service one onestatus' ? statusOf('one', 1) : undefined,
    });
    const crew = createCrew(node.run);
    crew.notice(hint('BACKUP', '1@em0'));
    expect((await crew.idle()).get('one')?.kind).toBe('failed');
    stuck = false;
    crew.notice(hint('BACKUP', '1@em0'));
    expect((await crew.idle()).get('one')?.kind).toBe('reached');
  });
});
