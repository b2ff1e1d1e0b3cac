import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partOf, type Part } from '../../src/plan/apart.ts';
import type { Vhid } from '../../src/freebsd/types.ts';
import { groupFrom, vhid } from '../support/worlds.ts';

const names = ['1@em0', '2@em1', '3@em2'];
const group = groupFrom({ vhids: names, resources: [], filesystems: [], services: [] });

function seen(states: readonly Vhid['state'][]): readonly Vhid[] {
  return states.map((state, at) => vhid(names[at] ?? '', state));
}

/** Of each vhid: who is MASTER, or where its link is down. */
const elections = fc.array(
  fc.constantFrom(
    ['MASTER', 'BACKUP'],
    ['BACKUP', 'MASTER'],
    ['MASTER', 'INIT'],
    ['INIT', 'MASTER'],
    ['INIT', 'INIT'],
  ),
  { minLength: 3, maxLength: 3 },
) as fc.Arbitrary<readonly (readonly [Vhid['state'], Vhid['state']])[]>;

type Elected = readonly (readonly [Vhid['state'], Vhid['state']])[];

/** What the kernels make of it when these are given away: a vhid without a taker comes back. */
function giveAway(elected: Elected, side: 0 | 1, given: readonly string[]): Elected {
  return elected.map((pair, at) => {
    const taken = given.includes(names[at] ?? '') && pair[1 - side] === 'BACKUP';
    if (!taken) return pair;
    return side === 0 ? ['BACKUP', 'MASTER'] : ['MASTER', 'BACKUP'];
  });
}

function part(elected: Elected, side: 0 | 1): Part | undefined {
  return partOf(group, seen(elected.map((pair) => pair[side])));
}

/** First who has no hope, then who is left. */
function gathered(elected: Elected): Elected {
  let now = elected;
  for (const hopeless of [true, false]) {
    const before = now;
    for (const side of [0, 1] as const) {
      const found = part(before, side);
      if (found?.kind === 'stray' && found.hopeless === hopeless)
        now = giveAway(now, side, found.vhids);
    }
  }
  return now;
}

describe('vhids of a group that are on different nodes', () => {
  it('come together where a node can have all of them', () => {
    fc.assert(
      fc.property(elections, (elected) => {
        const after = gathered(elected);
        const whole = [0, 1].some((side) => after.every((pair) => pair[side] === 'MASTER'));
        const possible = [0, 1].some((side) => elected.every((pair) => pair[side] !== 'INIT'));
        assert.equal(whole, possible, JSON.stringify({ elected, after }));
      }),
      { numRuns: 500 },
    );
  });

  it('have one keeper where both nodes could have all of them', () => {
    fc.assert(
      fc.property(elections, (elected) => {
        const kinds = ([0, 1] as const).map((side) => part(elected, side)?.kind);
        const keepers = kinds.filter((kind) => kind === 'keeper').length;
        const linked = elected.every((pair) => !pair.includes('INIT'));
        if (linked && kinds[0] !== undefined)
          assert.deepEqual([...kinds].sort(), ['keeper', 'stray']);
        else assert.ok(keepers <= 1);
      }),
      { numRuns: 500 },
    );
  });

  it('go from a node that cannot serve, first and whichever it has', () => {
    const states = ['MASTER', 'BACKUP', 'BACKUP'] as const;
    const vhids = ['1@em0'];
    expect(partOf(group, seen(states))).toEqual({ kind: 'keeper', vhids });
    expect(partOf(group, seen(states), false)).toEqual({ kind: 'stray', vhids, hopeless: true });
    expect(partOf(group, seen(['MASTER', 'MASTER', 'MASTER']), false)).toBeUndefined();
  });

  it('stay where one node has all of them, or none', () => {
    expect(partOf(group, seen(['MASTER', 'MASTER', 'MASTER']))).toBeUndefined();
    expect(partOf(group, seen(['BACKUP', 'INIT', 'BACKUP']))).toBeUndefined();
  });
});
