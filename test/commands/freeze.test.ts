import { describe, expect, test } from 'vitest';
import { freeze, type FreezeWish } from '../../src/commands/freeze.ts';
import { history } from '../../src/commands/history.ts';
import { maintenance } from '../../src/commands/maintenance.ts';
import { status } from '../../src/commands/status.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { healthyPair, type CheckedPair } from '../support/checked.ts';
import { sessionOn } from '../support/session.ts';

/** What it came to, what it printed, and what it complained of. */
async function typed({ pair }: CheckedPair, node: NodeName, wish: FreezeWish = {}) {
  const machine = pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine);
  const ended = await pair.clock.until(freeze(session, wish), 600_000);
  machine.exit();
  return { status: ended, printed: printed.join('\n'), complained: complained.join('\n') };
}

describe('freeze', () => {
  test('says what stays as it is, and how to end it; the reason is in status, check and history', async () => {
    const checked = healthyPair();
    const said = await typed(checked, 'hast1', { reason: 'new switch' });
    expect([said.status, said.complained]).toEqual([0, '']);
    expect(said.printed).toMatch(
      /^main is frozen since [-\d]+ [:\d]+Z \(new switch\)\. It serves, and stays so\.\nTo end it: .*maintenance off$/,
    );
    const seen = sessionOn(checked.pair.node('hast1').machine());
    await checked.pair.clock.until(
      status(seen.session, { json: false, local: true, watch: false }),
    );
    expect(seen.printed.join('\n')).toMatch(
      /FROZEN since .*\(new switch\): nothing is done to it until carphast maintenance off main/,
    );
    history(seen.session, { json: false, steps: false, last: 20 });
    expect(seen.printed.at(-1)).toMatch(
      /main {2}frozen by an operator: new switch \(1@em0 is MASTER\)$/,
    );
    const { text, status: verdict } = await checked.check('hast2');
    expect([verdict, text]).toEqual([2, expect.stringContaining('(new switch)')]);
    expect(text).toContain('[frozen]');
  });

  test('of a group that is frozen already says since when and why it is', async () => {
    const checked = healthyPair();
    await typed(checked, 'hast1', { reason: 'first' });
    await checked.pair.clock.pass(60_000);
    expect((await typed(checked, 'hast1', { reason: 'second' })).printed).toContain('(first)');
  });

  test('of a group that there is not names those that there are', async () => {
    const { status: ended, complained } = await typed(healthyPair(), 'hast1', { group: 'mian' });
    expect([ended, complained]).toEqual([64, expect.stringContaining('Did you mean "main"?')]);
  });

  test('is allowed while the other node is in maintenance: it stops nothing', async () => {
    const checked = healthyPair();
    const there = sessionOn(checked.pair.node('hast2').machine());
    await checked.pair.clock.until(maintenance(there.session, { on: true, force: false }), 600_000);
    expect((await typed(checked, 'hast1')).status).toBe(0);
    expect(checked.pair.node('hast1').state().services).toContain('mysql-server');
  });
});

describe('maintenance on, while the other node is frozen', () => {
  test('of the node that serves is refused; of the one that stands by it is not', async () => {
    const checked = healthyPair();
    const on = async (node: NodeName) => {
      const { session, complained } = sessionOn(checked.pair.node(node).machine());
      const work = maintenance(session, { on: true, force: false });
      return [await checked.pair.clock.until(work, 600_000), complained.join('\n')];
    };
    await typed(checked, 'hast2');
    expect(await on('hast1')).toEqual([2, expect.stringContaining('[peer-frozen]')]);
    const off = sessionOn(checked.pair.node('hast2').machine());
    await checked.pair.clock.until(maintenance(off.session, { on: false, force: false }), 600_000);
    await typed(checked, 'hast1');
    expect(await on('hast2')).toEqual([0, '']);
    expect(checked.pair.node('hast1').state().services).toContain('mysql-server');
  });
});
