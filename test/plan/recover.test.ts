import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareSides, refuseRecover, type Side } from '../../src/plan/recover.ts';
import { judge } from '../../src/sim/hast-sync.ts';
import { createPair } from '../../src/sim/index.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

function side(localCount: bigint | number, remoteCount: bigint | number, resourceId = '7'): Side {
  return {
    role: 'secondary',
    connection: '-',
    dirty: null,
    dataSize: 4096,
    resourceId,
    localCount: String(localCount),
    remoteCount: String(remoteCount),
  };
}

const told = {
  'split-brain': 'both-written',
  'secondary-newer': 'here-newer',
  same: 'there-has-all',
  'primary-newer': 'there-has-all',
  full: 'unknown',
  stranger: 'strangers',
} as const;

describe('who has what', () => {
  test('is told as hastd judges it in the handshake', () => {
    const disk = createPair().world.nodes[0].disks.get('data')!;
    const counter = fc.integer({ min: 0, max: 4 });
    const id = fc.constantFrom('7', '8');
    fc.assert(
      fc.property(fc.tuple(counter, counter, counter, counter), id, ([a, b, c, d], other) => {
        const here = { ...disk, resourceId: '7', localCount: a, remoteCount: b };
        const there = { ...disk, resourceId: other, localCount: c, remoteCount: d };
        expect(compareSides(side(a, b), side(c, d, other))).toBe(told[judge(there, here)]);
      }),
      { numRuns: 2000 },
    );
  });

  test('counters of 64 bits are not rounded', () => {
    const big = 2n ** 63n;
    expect(compareSides(side(big + 1n, big), side(big, big))).toBe('here-newer');
  });

  test('without the counters of one side nothing is known', () => {
    expect(compareSides(side(1, 1), { ...side(1, 1), localCount: null })).toBe('unknown');
    expect(compareSides({ ...side(1, 1), remoteCount: null }, side(1, 1))).toBe('unknown');
  });
});

describe('what may not be thrown away', () => {
  const pools = 'pools = [{ name = "tank" }]\n';
  const unseen = { kind: 'unseen', why: '' } as const;
  const there = (role: string | null) =>
    ({ kind: 'seen', node: 'hast1', side: { ...side(1, 1), role } }) as const;
  const stories = [
    ['a standby', '', ['carp 1@em0 BACKUP'], unseen, undefined],
    ['a standby of a primary', '', ['carp 1@em0 BACKUP'], there('primary'), undefined],
    ['a standby of nobody knows', '', ['carp 1@em0 BACKUP'], there(null), undefined],
    ['a primary', '', ['carp 1@em0 BACKUP', 'hast data primary'], unseen, 'recover-on-primary'],
    ['a MASTER', '', [], unseen, 'recover-on-master'],
    ['CARP does not answer', '', ['carp unreadable'], unseen, 'carp-unreadable'],
    ['hastd does not answer', '', ['hast data no-answer'], unseen, 'hastd-no-answer'],
    ['mounts unknown', '', ['mounts unreadable'], unseen, 'mounts-unreadable'],
    ['mounted', '', ['mount /dev/hast/data /data'], unseen, 'still-held'],
    ['a partition mounted', '', ['mount /dev/hast/datap1 /data'], unseen, 'still-held'],
    ['a pool', pools, ['carp 1@em0 BACKUP', 'pool tank imported'], unseen, 'still-held'],
    ['a pool unknown', pools, ['pool tank no-answer'], unseen, 'pools-unreadable'],
    ['two secondaries', '', ['carp 1@em0 BACKUP'], there('secondary'), 'recover-without-primary'],
    ['a peer at init', '', ['carp 1@em0 BACKUP'], there('init'), 'recover-without-primary'],
  ] as const;

  test.each(stories)('%s', async (_, toml, lines, other, code) => {
    const group = await groupOf(toml);
    const world = worldOf(group, ...lines);
    expect(refuseRecover(group, world, { resource: 'data', there: other })?.code).toBe(code);
  });
});
