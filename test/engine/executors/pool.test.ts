import { describe, expect, it } from 'vitest';
import { exportPool, importPool } from '../../../src/engine/executors/pool.ts';
import { scripted, taskOn, type Answer, type Scripted } from '../../support/scripted.ts';
import { datasetList, mountTable, poolList, usersOf } from '../../support/tool-answers.ts';

const pools = 'zpool list -H -o name,health';
const datasets = 'zfs list -H -o name,canmount,mounted,mountpoint -r tank';
const silent: Answer = { kind: 'timed-out' };

function offer(name: string, state: string): Answer {
  return {
    stdout: `   pool: ${name}
     id: 1
  state: ${state}
 action: The pool can be imported using its name or numeric identifier.
 config:

	${name}  ${state}
	  hast/z  ${state}
`,
  };
}

describe('a pool is imported', () => {
  const importing = 'zpool import -N -f -o cachefile=none -d /dev/hast tank';

  interface Setting {
    readonly listed?: Answer;
    readonly ran?: Answer;
    readonly degraded?: 'refuse' | 'import';
    readonly limitMs?: number;
  }

  async function run(
    offers: Answer | ((elapsed: number) => Answer),
    {
      listed = poolList('tank ONLINE'),
      ran = {},
      degraded = 'refuse',
      limitMs = 60_000,
    }: Setting = {},
  ) {
    const scene: Scripted = scripted((line) => {
      if (line === pools) return listed;
      if (line === importing) return ran;
      return typeof offers === 'function' ? offers(scene.machine.clock.elapsed()) : offers;
    });
    const task = taskOn(scene, { limitMs });
    const pool = { name: 'tank', resources: ['z'] };
    const result = await importPool(task, { kind: 'import', pool, degraded });
    const imported = scene.lines().includes(importing);
    return { result, imported, waited: scene.machine.clock.elapsed(), scene };
  }

  it('when it is offered whole, and the list shows it afterwards', async () => {
    const { result, scene } = await run(offer('tank', 'ONLINE'));
    expect(result).toEqual({ kind: 'done', note: 'ONLINE' });
    expect(scene.lines()).toEqual(['zpool import -d /dev/hast', importing, pools]);
  });

  it('whatever zpool says, as long as the list shows it', async () => {
    const { result } = await run(offer('tank', 'ONLINE'), { ran: { status: 1 } });
    expect(result).toEqual({ kind: 'done', note: 'ONLINE' });
  });

  it('not, when the list does not show it, or cannot be read', async () => {
    const ran = { status: 1, stderr: 'cannot import' };
    const unlisted = await run(offer('tank', 'ONLINE'), { ran, listed: poolList('pond ONLINE') });
    expect(unlisted.result).toEqual({
      kind: 'failed',
      code: 'import-failed',
      text: 'zpool import tank: cannot import (it is not listed)',
    });
    const { result } = await run(offer('tank', 'ONLINE'), { listed: silent });
    expect(result).toMatchObject({ code: 'import-failed' });
    expect('text' in result && result.text).toMatch(/no answer/);
  });

  it('not, when a device is missing, unless the policy lets it', async () => {
    expect(await run(offer('tank', 'DEGRADED'))).toMatchObject({
      result: { code: 'pool-degraded', text: 'pool tank would be imported DEGRADED' },
      imported: false,
      waited: 0,
    });
    const degraded = 'import';
    expect(await run(offer('tank', 'DEGRADED'), { degraded })).toMatchObject({ imported: true });
    for (const policy of ['refuse', 'import'] as const)
      expect(await run(offer('tank', 'UNAVAIL'), { degraded: policy })).toMatchObject({
        result: { code: 'pool-degraded' },
        imported: false,
      });
  });

  it('a little later, where its devices have only just come', async () => {
    const late = await run((now) =>
      now < 3000 ? offer('pond', 'ONLINE') : offer('tank', 'ONLINE'),
    );
    expect(late.result).toEqual({ kind: 'done', note: 'ONLINE' });
    const silentAtFirst = await run((now) => (now < 3000 ? silent : offer('tank', 'ONLINE')));
    expect(silentAtFirst.result).toEqual({ kind: 'done', note: 'ONLINE' });
  });

  it('however long the list takes: after a crash multihost alone needs 25 s', async () => {
    const { result, imported } = await run({ ...offer('tank', 'ONLINE'), takes: 25_000 });
    expect([result, imported]).toEqual([{ kind: 'done', note: 'ONLINE' }, true]);
  });

  it('not, when there is no answer within the limit; half of it is left for another one', async () => {
    const { result, scene } = await run({ ...silent, takes: 30_000 });
    expect(result).toMatchObject({ kind: 'failed', code: 'import-failed' });
    expect(scene.commands.map(({ limitMs }) => limitMs)).toEqual([30_000, 14_990]);
  });

  it('not, when it is not offered within ten seconds, or within the limit', async () => {
    const { result, waited } = await run(offer('pond', 'ONLINE'));
    expect(result).toEqual({
      kind: 'failed',
      code: 'pool-not-found',
      text: 'zpool import -d /dev/hast offers no pool tank',
    });
    expect(waited).toBeGreaterThanOrEqual(10_000);
    expect(waited).toBeLessThan(10_600);
    expect((await run(offer('pond', 'ONLINE'), { limitMs: 4000 })).waited).toBe(4000);
  });
});

describe('a pool is exported', () => {
  async function run(
    script: (line: string, scene: Scripted) => Answer | undefined,
    busy = 'terminate' as 'terminate' | 'force',
  ) {
    const scene: Scripted = scripted((line) => script(line, scene));
    const task = taskOn(scene, { limitMs: 8000 });
    const result = await exportPool(task, { kind: 'export', pool: 'tank', busy });
    return { result, scene, lines: scene.lines() };
  }

  it('when the list does not show it any more', async () => {
    const { result, lines } = await run((line) => (line === pools ? poolList('pond ONLINE') : {}));
    expect(result).toEqual({ kind: 'done' });
    expect(lines).toContain('zpool export tank');
  });

  it('not, as long as it is listed, whatever zpool says, or when it cannot be listed', async () => {
    const listed = await run((line) => (line === pools ? poolList('tank ONLINE') : {}));
    expect(listed.result).toMatchObject({ kind: 'failed', code: 'still-imported' });
    expect('text' in listed.result && listed.result.text).toMatch(/^pool tank is imported/);
    const unlisted = await run((line) => (line === pools ? silent : {}));
    expect(unlisted.result).toMatchObject({ kind: 'failed', code: 'still-imported' });
  });

  it('is asked again when it could not be listed for a moment', async () => {
    const { result } = await run((line, { machine }) => {
      if (line !== pools) return {};
      return machine.clock.elapsed() < 500 ? silent : poolList();
    });
    expect(result).toEqual({ kind: 'done' });
  });

  it('not, when it is suspended: that would hang', async () => {
    const { result, lines } = await run(
      (line) => (line === pools ? poolList('tank SUSPENDED') : {}),
      'force',
    );
    expect(result).toMatchObject({
      code: 'still-imported',
      text: 'pool tank is suspended: its export would hang',
    });
    expect(lines.some((line) => line.startsWith('zpool export'))).toBe(false);
  });

  it('against the users of each dataset that is mounted, and of no other', async () => {
    const { scene, lines } = await run((line) => {
      if (line === pools) return poolList('tank ONLINE');
      if (line === datasets)
        return datasetList('tank on yes /tank', 'tank/db on yes /db', 'tank/off on no /off');
      if (line === 'fstat -f /db') return usersOf('/db', 'mysql mysqld 300');
      if (line.startsWith('fstat')) return usersOf('/tank');
      return line === 'mount -p' ? mountTable() : { status: 1, stderr: 'pool is busy' };
    });
    expect(scene.signals).toEqual(['TERM 300', 'KILL 300']);
    expect(lines).toContain('fstat -f /tank');
    expect(lines).not.toContain('fstat -f /off');
    expect(lines).not.toContain('zpool export -f tank');
  });

  it('by force in the end, where the policy goes that far', async () => {
    let there = true;
    const { result } = await run((line) => {
      if (line === 'zpool export -f tank') there = false;
      if (line === pools) return there ? poolList('tank ONLINE') : poolList();
      return line === datasets ? silent : { status: 1, stderr: 'pool is busy' };
    }, 'force');
    expect(result).toEqual({ kind: 'done', note: 'by force' });
  });
});
