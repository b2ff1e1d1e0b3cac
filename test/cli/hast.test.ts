import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { launcher, serve, type Served, type ServedOptions } from '../support/served.ts';

/** script(1) of Linux; that of FreeBSD has other options. */
const canMakeTerminals =
  spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function start(options: Partial<ServedOptions> = {}): Promise<Served> {
  served = await serve({ toml: '', devd: false, speed: 10, ...options });
  return served;
}

function changes(pair: Served, node: 'hast1' | 'hast2'): readonly string[] {
  return pair.requests[node]
    .map(({ argv }) => argv.join(' ').replace(/^.*?\/(?=[^/ ]+( |$))/, ''))
    .filter((line) => /^hastctl (role|create)/.test(line));
}

describe('dirty as a process', () => {
  it('exits with the number of dirty resources; -h is not help', async () => {
    const pair = await start({ situation: 'hast1-serves-alone' });
    pair.pair.world.nodes[0].disks.get('data')!.dirty = 0;
    const clean = await pair.carphast('hast1', 'dirty', '-ah');
    expect([clean.status, clean.stdout, clean.stderr]).toEqual([0, 'data  0B', '']);
    for (const node of pair.pair.world.nodes) node.disks.get('data')!.dirty = 50_331_648;
    const dirty = await pair.carphast('hast1', 'dirty', '-h');
    expect([dirty.status, dirty.stdout]).toEqual([1, 'data  48M']);
    const quiet = await pair.carphast('hast1', 'dirty', '-q', 'data');
    expect([quiet.status, quiet.stdout, quiet.stderr]).toEqual([1, '', '']);
    const json = await pair.carphast('hast1', 'dirty', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ v: 1, dirty: 1 });
  }, 60_000);

  it('--help is help, and a name that is none a usage error', async () => {
    const pair = await start();
    const help = await pair.carphast('hast1', 'dirty', '--help');
    expect([help.status, help.stdout.includes('-h, --human')]).toEqual([0, true]);
    const wrong = await pair.carphast('hast1', 'dirty', 'dat');
    expect([wrong.status, wrong.stderr.includes('Did you mean "data"?')]).toEqual([64, true]);
  }, 60_000);
});

describe('role as a process', () => {
  it('refuses under a mount, and says the code', async () => {
    const pair = await start();
    const refused = await pair.carphast('hast1', 'role', 'secondary');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('is mounted on /mnt/data');
    expect(refused.stderr).toContain('[still-held; carphast explain still-held]');
    expect(changes(pair, 'hast1')).toEqual([]);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('to init and back says what it did, and the wait for a release is what was typed', async () => {
    const pair = await start();
    const init = await pair.carphast('hast2', 'role', 'init', 'all');
    expect([init.status, init.stdout]).toEqual([0, 'data  init']);
    const back = await pair.carphast('hast2', 'role', 'secondary', 'data');
    expect([back.status, back.stdout]).toEqual([0, 'data  secondary']);
    await pair.until(
      'a primary is connected',
      () => pair.pair.node('hast2').state().status['data'] === 'complete',
    );
    const refused = await pair.carphast('hast2', 'role', 'primary', '--within', '2s');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[peer-still-replicates');
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('of a word that is no role exits 64', async () => {
    const pair = await start();
    const wrong = await pair.carphast('hast2', 'role', 'master');
    expect([wrong.status, wrong.stderr]).toEqual([64, expect.stringContaining('init, primary')]);
  }, 60_000);
});

describe('recover as a process', () => {
  it('without a terminal touches nothing without --yes-discard, and copies anew with it', async () => {
    const pair = await start();
    const asked = await pair.carphast('hast2', 'recover', 'data');
    expect(asked.status).toBe(2);
    expect(asked.stdout).toContain('data: the copy on hast2, this node, would be thrown away');
    expect(asked.stderr).toContain('[discard-not-confirmed]');
    expect(asked.stderr).toContain('--yes-discard NAME');
    expect(changes(pair, 'hast2')).toEqual([]);
    const done = await pair.carphast('hast2', 'recover', 'data', '--yes-discard', 'data');
    expect(done.status, done.stderr).toBe(0);
    expect(done.stdout).toContain('a primary is connected, and copies it');
    expect(changes(pair, 'hast2')).toEqual([
      'hastctl role init data',
      'hastctl create data',
      'hastctl role secondary data',
    ]);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it.runIf(canMakeTerminals)(
    'at a terminal its name is typed; anything else changes nothing',
    async () => {
      const pair = await start();
      const { execa } = await import('execa');
      const type = (input: string) =>
        execa(
          'script',
          ['-qec', `${launcher} --root ${pair.roots.hast2} recover data`, '/dev/null'],
          { input, reject: false },
        );
      const no = await type('yes\n');
      expect([no.exitCode, no.stdout.includes('found "yes", expected data')]).toEqual([2, true]);
      expect(changes(pair, 'hast2')).toEqual([]);
      const yes = await type('data\n');
      expect(yes.exitCode, yes.stdout).toBe(0);
      expect(changes(pair, 'hast2')).toContain('hastctl create data');
    },
    60_000,
  );
});
