import { describe, expect, test } from 'vitest';
import { freeze } from '../../src/commands/freeze.ts';
import { changeYield } from '../../src/engine/yields.ts';
import { changeMaintenance } from '../../src/history/maintenance.ts';
import { play } from '../../src/rehearsal/play.ts';
import { createPair, type PairOptions } from '../../src/sim/index.ts';
import { healthyPair } from '../support/checked.ts';
import { sessionOn } from '../support/session.ts';
import { asUser, reportOn, statusOn } from '../support/status.ts';

describe('one screen', () => {
  test('of the node that serves', async () => {
    const { pair } = healthyPair();
    const { status, text, complained } = await statusOn(pair, 'hast1');
    expect([status, complained]).toEqual([0, []]);
    expect(text).toBe(`node      hast1, carphast 0.1.0
peer      hast2, carphast 0.1.0: serves nothing; 1@em0 BACKUP; data secondary, complete
carp      preempt on, demotion 0

group     main: active, because 1@em0 is MASTER
vhid      1@em0         MASTER
resource  data          primary, complete, dirty 0B, /dev/hast/data
mount     /mnt/data     mounted, /dev/hast/data
service   mysql-server  running
service   rpcbind       running
service   mountd        running
service   nfsd          running`);
  });

  test('of the standby: what is not there is as it should be', async () => {
    const { pair } = healthyPair();
    const { text } = await statusOn(pair, 'hast2');
    expect(text).toContain('peer      hast1, carphast 0.1.0: serves main; 1@em0 MASTER');
    expect(text).toContain('group     main: standby, because 1@em0 is BACKUP');
    expect(text).not.toContain('ALARM');
  });

  test('the last transition with its duration, and how long ago', async () => {
    const { pair } = healthyPair();
    pair.node('hast1').serviceKill('mysql-server');
    await pair.clock.until(play(pair.node('hast1'), ['reconcile']).ended, 60_000);
    await pair.clock.pass(3 * 60_000);
    const { text } = await statusOn(pair, 'hast1');
    expect(text).toMatch(/^last {6}to active: done in \d.*, .*Z \(3 m ago\)$/m);
  });
});

describe('what is going on', () => {
  /** hast1 loses its power, and hast2 is on the way a moment later. */
  async function promoting(afterMs: number) {
    const { pair } = healthyPair({ services: [{ name: 'mysql-server', needs: '/mnt/data' }] });
    pair.node('hast1').powerCut();
    await pair.clock.pass(5000);
    const run = play(pair.node('hast2'), ['MASTER', '1@em0']);
    await pair.clock.pass(afterMs);
    return { pair, run };
  }

  test('a promotion: the step under way, since when, and its limit', async () => {
    const { pair } = await promoting(4000);
    const { text } = await statusOn(pair, 'hast2', { local: true });
    expect(text).toContain('group     main: promoting, because 1@em0 is MASTER');
    expect(text).toMatch(
      /^now {7}main: to active for [34]\.\d s \(MASTER 1@em0\), \d steps? done$/m,
    );
    expect(text).toMatch(/^ {10}wait until the peer has released data {2}3\.\d s of 1 m 00 s$/m);
    const [group] = (await reportOn(pair, 'hast2', { local: true })).groups;
    expect(group).toMatchObject({ state: 'promoting', open: { run: 'at-work', goal: 'active' } });
  });

  test('a run that was killed is told from one that lives', async () => {
    const { pair, run } = await promoting(4000);
    run.machine.kill();
    const { text } = await statusOn(pair, 'hast2', { local: true });
    expect(text).toMatch(
      /^now {7}main: a run went to active, .* ago, and was killed; carphast rec/m,
    );
    expect(text).toContain('killed at: wait until the peer has released data');
    expect(text).toContain('main: standby: it should be active');
  });
});

describe('what holds a group', () => {
  test('a release, until when', async () => {
    const { pair } = healthyPair();
    await pair.clock.until(play(pair.node('hast2'), ['release']).ended, 120_000);
    const { text } = await statusOn(pair, 'hast2');
    expect(text).toContain('main: held, because this node has released its groups');
    expect(text).toContain('until carphast resume, or a boot');
  });

  test('an open breaker, and when it closes by itself', async () => {
    const { pair } = healthyPair();
    const failed = (at: number): string =>
      JSON.stringify({
        v: 1,
        kind: 'transition',
        id: String(at),
        group: 'main',
        goal: 'active',
        because: '1@em0 is MASTER',
        trigger: 'MASTER 1@em0',
        startedAt: at,
        durationMs: 1000,
        outcome: 'failed',
        code: 'mount-failed',
        text: 'mount: Device busy',
        degraded: [],
        yielded: true,
        steps: [],
      });
    const now = pair.node('hast2').machine().clock.now();
    const times = [now - 9000, now - 6000, now - 3000];
    pair
      .node('hast2')
      .files.put('/var/db/carphast/history.jsonl', `${times.map(failed).join('\n')}\n`);
    const [group] = (await reportOn(pair, 'hast2')).groups;
    expect(group).toMatchObject({
      hold: 'breaker-open',
      holdUntil: new Date(now - 9000 + 30 * 60_000).toISOString(),
    });
    const { text } = await statusOn(pair, 'hast2');
    expect(text).toMatch(/^held {6}too many promotions failed: nothing is tried until .*Z, or/m);
  });

  test('a yield says its reason, and a move to the other node that it is one', async () => {
    const { pair } = healthyPair();
    const { files } = pair.node('hast2').machine();
    const record = { text: 'disk1 is not there', since: 0, skews: {} };
    changeYield(files, 'main', { ...record, code: 'device-did-not-appear' });
    expect((await statusOn(pair, 'hast2')).text).toMatch(
      /^yielded {3}since 1970.*: disk1 is not there \[device-did-not-appear\]; carphast explain dev/m,
    );
    changeYield(files, 'main', { ...record, code: 'switchover' });
    expect((await statusOn(pair, 'hast2')).text).toContain('moved to the other node at 1970');
  });

  test('in maintenance no resume ends a yield, but the word that began it', async () => {
    const { pair } = healthyPair();
    const { files } = pair.node('hast2').machine();
    const record = { text: 'main is in maintenance', since: 0, skews: {} };
    changeYield(files, 'main', { ...record, code: 'maintenance' });
    changeMaintenance(files, {
      names: ['main'],
      known: ['main'],
      record: { since: 0, reason: 'new disk' },
    });
    const { text } = await statusOn(pair, 'hast2');
    expect(text).toContain('until carphast maintenance off main');
    expect(text).not.toContain('carphast resume');
  });

  test('while the group is frozen a yield is ended by maintenance off first: resume would be refused', async () => {
    const { pair, check } = healthyPair();
    const shell = pair.node('hast2').machine();
    const record = { text: 'disk1 is not there', since: 0, skews: {} };
    changeYield(shell.files, 'main', { ...record, code: 'device-did-not-appear' });
    await pair.clock.until(freeze(sessionOn(shell).session, { reason: 'new switch' }), 60_000);
    expect((await statusOn(pair, 'hast2')).text).toMatch(
      /^yielded .*, then carphast maintenance off main, carphast resume main$/m,
    );
    const { text } = await check('hast2');
    expect(text).toContain('[frozen]');
    expect(text).not.toContain('[yielded]');
  });
});

describe('demotion', () => {
  test('of others that is stuck, with what to type', async () => {
    const { pair } = healthyPair();
    const { exec } = pair.node('hast2').machine();
    const args = ['net.inet.carp.demotion=240'];
    await pair.clock.until(exec({ tool: '/sbin/sysctl', args, limitMs: 5000 }));
    const { text } = await statusOn(pair, 'hast2');
    expect(text).toContain('carp      preempt on, demotion 240: 240 by others');
    expect(text).toContain('sysctl net.inet.carp.demotion=-240');
  });

  test('while a link is down it is as it should be', async () => {
    const { pair } = healthyPair();
    pair.node('hast2').cableOut('client');
    await pair.clock.pass(5000);
    const report = await reportOn(pair, 'hast2');
    expect(report.demotion).toMatchObject({ foreign: 240, stuck: false });
  });
});

describe('without root', () => {
  test('it says what it did not see and what to type, and calls nothing broken', async () => {
    const { pair } = healthyPair();
    const { status, text } = await statusOn(pair, 'hast1', { privileged: false, as: asUser });
    expect(status).toBe(0);
    expect(text).toContain('main: not all of it is seen; it should be active');
    expect(text).toContain('data          role not seen, its device is there');
    expect(text).toContain('/mnt/data     mounted, /dev/hast/data');
    expect(text).toMatch(/^not seen {2}roles: hastctl list: .*Permission denied/m);
    expect(text).toMatch(/^not seen {2}records: \/var\/db\/carphast is closed to you/m);
    expect(text).toMatch(/^not seen {2}hold: \/var\/run\/carphast is closed to you/m);
    expect(text.match(/type: sudo carphast status, or doas/g)).toHaveLength(1);
    expect(text).not.toMatch(/maintenance since|ALARM|failed/);
  });

  test('a machine without carphast’s directories has nothing that could be closed', async () => {
    const { pair } = healthyPair();
    const { unseen } = await reportOn(pair, 'hast2', { privileged: false });
    expect(unseen).toEqual([]);
  });
});

describe('what does not answer', () => {
  test('a dead hastd hides the roles, and the rest is there', async () => {
    const { pair } = healthyPair();
    pair.node('hast2').hastdKill();
    const { status, text } = await statusOn(pair, 'hast2');
    expect(status).toBe(0);
    expect(text).toContain('role not seen');
    expect(text).toContain('type: carphast explain hastd-not-running');
    expect(text).toContain('service   mysql-server  stopped');
  });

  test('a tool that hangs costs seconds', async () => {
    const { pair } = healthyPair();
    pair.node('hast2').toolHang('zpool');
    pair.node('hast2').toolHang('service');
    const { status, text, tookMs } = await statusOn(pair, 'hast2');
    expect([status, tookMs < 9000]).toEqual([0, true]);
    expect(text).toMatch(/^not seen {2}services: service mysql-server onestatus: no answer/m);
  });

  test('an invalid configuration is told, and nothing is printed', async () => {
    const { pair } = healthyPair();
    pair.node('hast2').files.put('/usr/local/etc/carphast.toml', 'x = [', 0o644, 0);
    const { status, text, complained } = await statusOn(pair, 'hast2');
    expect([status, text, complained.length]).toEqual([78, '', 1]);
  });
});

describe('a pair with 32 resources', () => {
  function wide(count: number): PairOptions {
    const numbers = Array.from({ length: count }, (_, at) => at);
    return {
      resources: numbers.map((at) => ({ name: `d${at}`, content: { type: 'ufs', journal: 'su' } })),
      mountpoints: numbers.map((at) => `/mnt/d${at}`),
      fstab: numbers.map((at) => `/dev/hast/d${at} /mnt/d${at} ufs rw,noauto 2 2\n`).join(''),
      toolDelays: 100,
    };
  }

  async function questions(count: number): Promise<number> {
    const pair = createPair(wide(count));
    const before = pair.trace.length;
    const { tookMs } = await statusOn(pair, 'hast1', { local: true });
    expect(tookMs).toBeLessThan(400);
    return pair.trace.slice(before).filter(({ kind }) => kind === 'command').length;
  }

  test('is asked as many questions as one with a single resource', async () => {
    expect(await questions(32)).toBe(await questions(1));
  });

  test('fits a screen: what is alike is one line, what is not has its own', async () => {
    const pair = createPair(wide(32));
    pair.world.nodes[0].disks.get('d7')!.localErrors = 3;
    const { text } = await statusOn(pair, 'hast1', { local: true });
    expect(text.split('\n').length).toBeLessThan(12);
    expect(text).toMatch(
      /^resource {2}31 of them {2}primary, complete, dirty 0B in all: d0 \.\.\. d31$/m,
    );
    expect(text).toMatch(/^resource {2}d7 .*LOCAL ERRORS 3$/m);
    expect(text).toMatch(/^mount {5}32 of them {2}mounted: \/mnt\/d0 \.\.\. \/mnt\/d31$/m);
  });
});
