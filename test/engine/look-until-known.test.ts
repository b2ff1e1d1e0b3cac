import { expect, it } from 'vitest';
import { lookUntilKnown } from '../../src/engine/look-until-known.ts';
import { smallNode, type SmallNode } from '../support/small-node.ts';

/** ifconfig hangs, each time for its whole limit, until that second. */
function silentUntil(second: number): Promise<SmallNode> {
  return smallNode({
    script: (line, { machine }) =>
      line === 'ifconfig -a' && machine.clock.elapsed() < second * 1000
        ? { kind: 'timed-out', takes: 10_000 }
        : undefined,
  });
}

it('an ifconfig that answers is asked once, and nothing is said', async () => {
  const node = await silentUntil(0);
  expect(await lookUntilKnown(node.run, node.group)).toMatchObject({ known: true });
  expect([node.lines(), node.logged]).toEqual([['ifconfig -a'], []]);
});

it('one that is silent for 20 s is asked until it answers', async () => {
  const node = await silentUntil(20);
  const seen = await lookUntilKnown(node.run, node.group);
  expect(seen).toMatchObject({ known: true, value: [{ name: '1@em0', state: 'MASTER' }] });
  expect(node.logged).toEqual([]);
});

it('one that stays silent is given up after half a minute, and the log says what that means', async () => {
  const node = await silentUntil(Infinity);
  expect(await lookUntilKnown(node.run, node.group)).toMatchObject({ known: false });
  expect(node.machine.clock.elapsed()).toBeGreaterThanOrEqual(30_000);
  expect(node.machine.clock.elapsed()).toBeLessThan(41_000);
  expect(node.logged).toMatchObject([
    {
      level: 'error',
      message: expect.stringMatching(/^nobody knows whether this node has the address/) as string,
      fields: { group: 'main', code: 'carp-unreadable' },
    },
  ]);
});
