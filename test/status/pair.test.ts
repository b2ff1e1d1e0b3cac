import { describe, expect, test } from 'vitest';
import { play } from '../../src/rehearsal/play.ts';
import { healthyPair, healthyToml } from '../support/checked.ts';
import { reportOn, statusOn } from '../support/status.ts';

/** What must leap to the eye, and how the other node is asked for it. */

describe('alarms', () => {
  test('both nodes are MASTER: neither hears the other', async () => {
    const { pair } = healthyPair();
    pair.partition('client');
    await pair.clock.pass(10_000);
    for (const node of ['hast1', 'hast2'] as const) {
      const { text } = await statusOn(pair, node);
      expect(text).toMatch(
        /^ALARM {5}both nodes are MASTER of 1@em0: .*; carphast explain both-masters\n\nnode/,
      );
    }
  });

  test('both nodes are primary', async () => {
    const { pair } = healthyPair();
    pair.partition('sync');
    const { exec } = pair.node('hast2').machine();
    const args = ['role', 'primary', 'data'];
    await pair.clock.until(exec({ tool: '/sbin/hastctl', args, limitMs: 60_000 }));
    pair.heal('sync');
    await pair.clock.pass(1000);
    const { alarms } = await reportOn(pair, 'hast1');
    expect(alarms.map(({ kind }) => kind)).toContain('both-primaries');
  });

  test('nobody serves, with the code of its cause', async () => {
    const { pair } = healthyPair();
    pair.node('hast1').serviceKill('mysql-server');
    const { alarms } = await reportOn(pair, 'hast2');
    expect(alarms).toEqual([
      {
        kind: 'nobody-serves',
        code: 'not-at-rest',
        text: 'nobody serves main: hast2 is standby, and hast1 does not serve it',
        group: 'main',
      },
    ]);
    await pair.clock.until(play(pair.node('hast1'), ['release']).ended, 300_000);
    const [alarm] = (await reportOn(pair, 'hast1')).alarms;
    expect(alarm).toMatchObject({ kind: 'nobody-serves', code: 'released' });
  });

  test('a split brain that hastd has reported', async () => {
    const { pair } = healthyPair();
    const event = { event: 'split-brain', resource: 'data', at: 1000 };
    const path = '/var/db/carphast/hast-events.jsonl';
    pair.node('hast1').files.put(path, `${JSON.stringify(event)}\n`);
    const { text } = await statusOn(pair, 'hast1', { local: true });
    expect(text).toMatch(/^ALARM {5}split brain of data since 1970-01-01 \d\d:\d\d:\d\dZ/);
    expect(text).toMatch(/^resource {2}data .*SPLIT BRAIN since 1970/m);
  });

  test('none while all is as it should be, and none of a node that is only half seen', async () => {
    const { pair } = healthyPair();
    expect((await reportOn(pair, 'hast1')).alarms).toEqual([]);
    pair.node('hast2').hastdKill();
    expect((await reportOn(pair, 'hast2')).alarms).toEqual([]);
  });
});

describe('the other node', () => {
  test('is told with what it says of itself', async () => {
    const { pair } = healthyPair();
    await pair.clock.until(
      play(pair.node('hast2'), ['maintenance', 'on', '--force']).ended,
      300_000,
    );
    const { text } = await statusOn(pair, 'hast1');
    expect(text).toMatch(/^ {10}hast2 says: group main: in maintenance since .* \[maintenance\]$/m);
  });

  test('is told with its freeze, and what ends that: no run would do it', async () => {
    const { pair, check } = healthyPair();
    await pair.clock.until(play(pair.node('hast2'), ['freeze']).ended, 300_000);
    const { text } = await statusOn(pair, 'hast1');
    expect(text).toMatch(/^ {10}hast2 says: group main: frozen since .* \[frozen\]$/m);
    pair.node('hast1').powerCut();
    await pair.clock.pass(30_000);
    const { text: found } = await check('hast2', { local: true });
    expect(found).toMatch(
      /were it not frozen: maintenance off would .*\n.*carphast maintenance off/,
    );
  });

  test('is dead: that costs two seconds, and is said with what to type', async () => {
    const { pair } = healthyPair();
    pair.node('hast2').powerCut();
    await pair.clock.pass(1000);
    const { status, text, tookMs } = await statusOn(pair, 'hast1');
    expect([status, tookMs < 3000]).toEqual([0, true]);
    expect(text).toContain('peer      not seen: ssh: connect to host 10.0.0.2 port 22: Operation');
    expect(text).toContain('          type it: ssh root@10.0.0.2 /usr/local/sbin/carphast check');
  });

  test('takes the connection and does not answer: that costs four', async () => {
    const { pair } = healthyPair();
    pair.node('hast1').toolHang('ssh');
    const { text, tookMs } = await statusOn(pair, 'hast1');
    expect(tookMs).toBeGreaterThan(3900);
    expect(tookMs).toBeLessThan(7000);
    expect(text).toContain('not seen: no answer within 4000 ms');
  });

  test('talks nonsense: that is no answer', async () => {
    const { pair } = healthyPair();
    pair.node('hast2').onRemote(() => Promise.resolve({ status: 0, stdout: '\u001b[2J{}' }));
    const { peer } = await reportOn(pair, 'hast1');
    expect(peer.state).toBe('unreadable');
  });

  test('is not asked with --local, and not where none is configured', async () => {
    const { pair } = healthyPair();
    pair.node('hast1').toolHang('ssh');
    const local = await statusOn(pair, 'hast1', { local: true });
    expect(local.text).toContain('peer      not asked (--local)');
    expect(local.tookMs).toBeLessThan(1000);
    const alone = healthyPair({}, healthyToml.replace(/\[peer\][^]*/, ''));
    const { text } = await statusOn(alone.pair, 'hast1');
    expect(text).toContain('peer      not configured: [peer] ssh in carphast.toml');
  });
});
