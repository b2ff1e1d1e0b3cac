import { describe, expect, test } from 'vitest';
import { maintenance, type MaintenanceWish } from '../../src/commands/maintenance.ts';
import { status } from '../../src/commands/status.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { healthyPair, healthyToml, type CheckedPair } from '../support/checked.ts';
import { asksAsAnybody } from '../support/ready-pair.ts';
import { sessionOn } from '../support/session.ts';

async function typed(
  { pair }: CheckedPair,
  node: NodeName,
  wish: Partial<MaintenanceWish> = {},
): Promise<{ status: number | undefined; said: string }> {
  const machine = pair.node(node).machine();
  const { session, complained } = sessionOn(machine);
  const work = maintenance(session, { on: true, force: false, ...wish });
  const ended = await pair.clock.until(work, 600_000);
  machine.exit();
  return { status: ended, said: complained.join('\n') };
}

describe('maintenance of a node', () => {
  test('with a peer that can serve: the reason is in status, and in the check of both', async () => {
    const checked = healthyPair();
    expect(await typed(checked, 'hast2', { reason: 'new disk' })).toEqual({ status: 0, said: '' });
    const { session, printed } = sessionOn(checked.pair.node('hast2').machine());
    await checked.pair.clock.until(status(session, { json: false, local: false, watch: false }));
    expect(printed.join('\n')).toMatch(
      /in maintenance since .* \(new disk\): until carphast maintenance off main/,
    );
    const { text } = await checked.check('hast1');
    expect(text).toContain('(new disk) [maintenance]');
  });

  test('while the other node is in maintenance is refused, unless somebody insists', async () => {
    const checked = healthyPair();
    await typed(checked, 'hast2');
    const refused = await typed(checked, 'hast1');
    expect(refused.status).toBe(2);
    expect(refused.said).toContain('[peer-in-maintenance]');
    expect(checked.pair.node('hast1').state().services).toContain('mysql-server');
    expect((await typed(checked, 'hast1', { force: true })).status).toBe(0);
    expect(checked.pair.node('hast1').state().services).not.toContain('mysql-server');
  });

  test('while the other node does not answer is refused: it may be down', async () => {
    const checked = healthyPair();
    checked.pair.node('hast2').powerCut();
    const refused = await typed(checked, 'hast1');
    expect([refused.status, refused.said.includes('[peer-not-seen]')]).toEqual([2, true]);
    expect(checked.pair.node('hast1').state().services).toContain('mysql-server');
  });

  test('while the other node does not tell its roles is refused: nor does it tell of its maintenance', async () => {
    const checked = healthyPair();
    asksAsAnybody(checked, 'hast1');
    const refused = await typed(checked, 'hast2');
    expect([refused.status, refused.said.includes('[peer-not-seen]')]).toEqual([2, true]);
  });

  test('of a group that there is not names those that there are', async () => {
    const { status: ended, said } = await typed(healthyPair(), 'hast1', { group: 'mian' });
    expect([ended, said]).toEqual([
      64,
      'found no group "mian", expected one of main. Did you mean "main"?',
    ]);
  });

  test('that serves is refused while the other one has released, or could not serve', async () => {
    const released = healthyPair();
    released.pair.node('hast2').files.put('/var/run/carphast/released', 'x');
    const refused = await typed(released, 'hast1');
    expect([refused.status, refused.said.includes('[peer-not-ready]')]).toEqual([2, true]);
    const occupied = healthyPair();
    occupied.pair.node('hast2').files.put('/mnt/data/left', 'x');
    expect((await typed(occupied, 'hast1')).status).toBe(2);
  });

  test('that ends on a node which is released says that nothing is taken over all the same', async () => {
    const checked = healthyPair();
    checked.pair.node('hast2').files.put('/var/run/carphast/released', 'x');
    const { said } = await typed(checked, 'hast2', { on: false });
    expect(said).toContain('this node is released, until carphast resume');
  });

  test('that serves, without a channel: refused where HAST is not connected', async () => {
    const toml = healthyToml.replace(/\[peer\][^]*/, '');
    const checked = healthyPair({}, toml);
    checked.pair.node('hast2').powerCut();
    await checked.pair.clock.until(checked.pair.node('hast1').write('/mnt/data/x', 'x'), 60_000);
    await checked.pair.clock.pass(60_000);
    const refused = await typed(checked, 'hast1');
    expect([refused.status, refused.said.includes('[peer-not-complete]')]).toEqual([2, true]);
    expect((await typed(healthyPair({}, toml), 'hast1')).status).toBe(0);
  });
});
