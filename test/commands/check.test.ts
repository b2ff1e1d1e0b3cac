import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { healthyPair } from '../support/checked.ts';

describe('what a person sees', () => {
  test('both nodes side by side, then each finding with what to type', async () => {
    const { pair, check } = healthyPair();
    pair.node('hast1').serviceKill('mysql-server');
    pair.node('hast2').files.drop('/usr/local/etc/devd/carphast.conf');
    pair.node('hast2').clockJumps(95_000);
    const { status, text } = await check('hast1');
    expect(status).toBe(2);
    expect(text).toBe(`          hast1     hast2
carp      ok        ok
devd      ok        critical
hast      ok        ok
storage   ok        ok
services  ok        ok
boot      ok        ok
takeover  critical  ok
pair      warning

hast1
critical  group main should be active: the next run would start mysql-server [not-at-rest]
          carphast plan shows it; carphast reconcile does it

hast2
critical  no notify rule for CARP calls carphast [rule-missing]
          carphast setup

between the nodes
warning   the clock of hast2 is 95 s ahead [clocks-apart]
          sysrc ntpd_enable=YES ntpd_sync_on_start=YES; service ntpd start, on both nodes

a failover would not work now: 2 critical, 1 warning, 0 unknown`);
  });

  test('a pair on which a failover would work, in three words', async () => {
    const { check } = healthyPair();
    const { status, text } = await check('hast2');
    expect([status, text.split('\n').at(-1)]).toEqual([0, 'a failover would work now']);
  });

  test('what was not looked at, for want of a configuration, is not called ok', async () => {
    const { pair, check } = healthyPair();
    pair.node('hast1').files.put('/usr/local/etc/carphast.toml', 'x = [', 0o644, 0);
    const { text } = await check('hast1', { local: true });
    expect(text).toMatch(/^carp +-$/m);
    expect(text).toMatch(/^takeover +critical$/m);
  });

  test('one line for monitoring, with counts', async () => {
    const { pair, check } = healthyPair();
    expect(await check('hast1', { plugin: true })).toEqual({
      status: 0,
      text: 'CARPHAST OK: a failover would work | critical=0 warning=0 unknown=0',
    });
    pair.node('hast2').hastdKill();
    expect(await check('hast1', { plugin: true })).toEqual({
      status: 2,
      text: 'CARPHAST CRITICAL: hast2 hastd-not-running | critical=1 warning=0 unknown=0',
    });
  });
});

describe('the other node', () => {
  test('is down: that is a finding, after a few seconds, and not a hang', async () => {
    const { pair, check } = healthyPair();
    pair.node('hast2').powerCut();
    const before = pair.clock.elapsed();
    const { status, text } = await check('hast1');
    expect(status).toBe(3);
    expect(text).toContain('[peer-silent]');
    expect(pair.clock.elapsed() - before).toBeLessThan(10_000);
  });

  test('accepts and never answers: ssh is ended', async () => {
    const { pair, check } = healthyPair();
    pair.node('hast1').toolHang('ssh');
    const { status, text } = await check('hast1');
    expect([status, text.includes('[peer-silent]')]).toEqual([3, true]);
  });

  test('greets before it answers: the greeting is passed over', async () => {
    const { pair, check } = healthyPair();
    const { remote } = pair.world.nodes[1];
    pair.node('hast2').onRemote(async (words) => {
      const answer = await remote?.(words);
      return { status: 0, stdout: `Welcome to FreeBSD!\n${answer?.stdout ?? ''}` };
    });
    expect((await check('hast1')).status).toBe(0);
  });

  test('is not asked for this node only', async () => {
    const { pair, check } = healthyPair();
    pair.node('hast1').toolHang('ssh');
    expect((await check('hast1', { local: true })).status).toBe(0);
  });

  test('is not configured: a note, and with --peer not known', async () => {
    const toml = 'services = ["mysql-server", "rpcbind", "mountd", "nfsd"]\n';
    const { check } = healthyPair({}, toml);
    expect((await check('hast1')).status).toBe(0);
    expect((await check('hast1', { peer: true })).status).toBe(3);
  });

  test('may answer whatever it likes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (stdout) => {
        const { pair, check } = healthyPair();
        pair.node('hast2').onRemote(() => Promise.resolve({ status: 0, stdout }));
        expect((await check('hast1')).status).toBe(3);
      }),
      { numRuns: 50 },
    );
  });
});
