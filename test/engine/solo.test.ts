import { describe, expect, test } from 'vitest';
import { workAlone } from '../../src/engine/solo.ts';
import type { Hint, HintReply, Joined, Machine } from '../../src/system/ports.ts';
import { smallNode } from '../support/small-node.ts';

interface Place {
  readonly machine: Machine;
  /** Hints that this work left, or took the place with. */
  readonly joined: Hint[];
  /** A later call; only while somebody leads. */
  readonly tell: (hint: Hint) => HintReply | undefined;
  readonly left: () => number;
}

async function place(first: Joined['kind']) {
  const node = await smallNode({});
  const joined: Hint[] = [];
  let handler: ((hint: Hint) => HintReply) | undefined;
  let left = 0;
  const join = (hint: Hint): Promise<Joined> => {
    joined.push(hint);
    const kind = joined.length === 1 ? first : 'leader';
    if (kind === 'follower') return Promise.resolve({ kind, reply: 'duplicate', pid: 77 });
    if (kind === 'silent') return Promise.resolve({ kind });
    if (kind === 'unavailable') return Promise.resolve({ kind, message: 'EROFS' });
    return Promise.resolve({
      kind,
      leadership: {
        inherited: 'clean',
        onHint: (taken) => {
          handler = taken;
        },
        leave: () => {
          handler = undefined;
          left += 1;
          return Promise.resolve();
        },
      },
    });
  };
  const machine: Machine = { ...node.machine, flight: { ...node.machine.flight, join } };
  const told: Place = { machine, joined, tell: (hint) => handler?.(hint), left: () => left };
  return { ...told, config: node.config };
}

const event: Hint = { kind: 'event', text: 'MASTER 1@em0', vhids: ['1@em0'], claim: 'MASTER' };
const never = () => Promise.reject(new Error('it was done'));

describe('work by hand, one at a time', () => {
  test.each([
    ['follower', { kind: 'busy', pid: 77 }],
    ['silent', { kind: 'busy' }],
    ['unavailable', { kind: 'unguarded', message: 'EROFS' }],
  ] as const)('meets %s: nothing is done', async (kind, expected) => {
    const { machine, config, joined } = await place(kind);
    expect(await workAlone(machine, config, { text: 'role', work: never })).toEqual(expected);
    // A run that is at work is not woken by it.
    expect(joined).toEqual([{ kind: 'watch', text: 'role', vhids: [] }]);
  });

  test('undisturbed gives its result, leaves the place, and starts no run', async () => {
    const { machine, config, joined, left } = await place('leader');
    const work = () => Promise.resolve('value');
    expect(await workAlone(machine, config, { text: 'role', work })).toEqual({
      kind: 'worked',
      value: 'value',
    });
    expect([left(), joined.length]).toEqual([1, 1]);
  });

  test('is called off by an event, which is looked after once the place is free', async () => {
    const { machine, config, joined, tell, left } = await place('leader');
    const replies: (HintReply | undefined)[] = [];
    const work = (_: Machine, calledOff: AbortSignal) => {
      replies.push(tell({ ...event, kind: 'watch' }));
      const before = calledOff.aborted;
      replies.push(tell(event));
      return Promise.resolve([before, calledOff.aborted]);
    };
    expect(await workAlone(machine, config, { text: 'role', work })).toEqual({
      kind: 'worked',
      value: [false, true],
    });
    expect(replies).toEqual(['duplicate', 'noted']);
    expect(joined.at(1)).toEqual({ kind: 'look', text: 'MASTER 1@em0', vhids: [] });
    expect([left(), joined.length]).toEqual([2, 2]);
  });

  test('that throws leaves the place too', async () => {
    const { machine, config, left } = await place('leader');
    await expect(workAlone(machine, config, { text: 'role', work: never })).rejects.toThrow('done');
    expect(left()).toBe(1);
  });
});
