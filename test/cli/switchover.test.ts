import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freezePath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { launcher, type Served } from '../support/served.ts';
import { serveReady } from '../support/served-ready.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function ready(options: Parameters<typeof serveReady>[0] = {}): Promise<Served> {
  served = await serveReady(options);
  return served;
}

/** One that is not waited for: `signal` reaches it as Ctrl-C would. */
function start(pair: Served, node: NodeName, ...words: string[]) {
  return execa(launcher, ['--root', pair.roots[node], ...words], { reject: false });
}

function serves(pair: Served, node: NodeName): boolean {
  const { roles, services } = pair.pair.node(node).state();
  return roles['data'] === 'primary' && services.includes('mysql-server');
}

async function untilAsked(pair: Served, node: NodeName, word: string): Promise<void> {
  await pair.until(`${node}: ${word}`, () =>
    pair.requests[node].some(({ argv }) => argv.some((one) => one.endsWith(word))),
  );
}

describe('a switchover, with real processes', () => {
  it('is planned, moves, and says where it went', async () => {
    const pair = await ready();
    const planned = await pair.carphast('hast1', 'plan', 'switchover', '--json');
    expect(planned.status, planned.stdout).toBe(0);
    const { groups } = JSON.parse(planned.stdout) as {
      groups: { steps: { id: string }[]; there: { steps: { id: string }[] } }[];
    };
    const moved = await pair.carphast('hast1', 'switchover');
    expect(moved.status, moved.stderr).toBe(0);
    expect(moved.stdout).toMatch(/^main: served by \S+ now, after .*Back: carphast switchover/);
    expect([serves(pair, 'hast1'), serves(pair, 'hast2')]).toEqual([false, true]);
    const ids = (steps: { id: string }[] | undefined) => steps?.map(({ id }) => id).sort();
    expect(ids(groups[0]?.steps)).toEqual(ids(pair.history('hast1').at(-1)?.steps));
    await pair.until('its history', () => pair.history('hast2').at(-1)?.goal === 'active');
    expect(ids(groups[0]?.there.steps)).toEqual(ids(pair.history('hast2').at(-1)?.steps));
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('Ctrl-C while it lets go calls it off: it is served here as before, exit 130', async () => {
    const pair = await ready();
    const run = start(pair, 'hast1', 'switchover');
    await untilAsked(pair, 'hast1', 'onestop');
    run.kill('SIGINT');
    const { exitCode, stderr } = await run;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain(
      'carphast: the switchover was called off: main is served here as before',
    );
    expect(serves(pair, 'hast1')).toBe(true);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('Ctrl-C twice ends at once; reconcile puts it right', async () => {
    const pair = await ready();
    const run = start(pair, 'hast1', 'switchover');
    await untilAsked(pair, 'hast1', 'onestop');
    run.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    run.kill('SIGINT');
    const { exitCode, stderr } = await run;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).not.toContain('as before');
    const after = await pair.carphast('hast1', 'reconcile');
    expect(after.status, after.stderr).toBe(0);
    expect(serves(pair, 'hast1')).toBe(true);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('kill -9 while it lets go: reconcile puts it right', async () => {
    const pair = await ready();
    const run = start(pair, 'hast1', 'switchover');
    await untilAsked(pair, 'hast1', 'umount');
    run.kill('SIGKILL');
    await run;
    const after = await pair.carphast('hast1', 'reconcile');
    expect(after.status, after.stderr).toBe(0);
    expect(serves(pair, 'hast1')).toBe(true);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);
});

describe('a freeze, with real processes', () => {
  it('stops a run at its next safe point, refuses what moves, and ends by maintenance off', async () => {
    const slow = { name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', stopMs: 15_000 };
    const pair = await ready({ services: [slow] });
    const run = start(pair, 'hast1', 'release');
    await untilAsked(pair, 'hast1', 'onestop');
    const frozen = await pair.carphast('hast1', 'freeze', '--reason', 'a cable');
    expect(frozen.status, frozen.stderr).toBe(0);
    expect(frozen.stdout).toMatch(
      /^main is frozen since [-\d]+ [:\d]+Z \(a cable\)\. It is between/,
    );
    const { exitCode, stderr } = await run;
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('on the way: this ends here')]);
    expect(pair.pair.node('hast1').state().roles['data']).toBe('primary');
    const refused = await pair.carphast('hast1', 'switchover');
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('[frozen]')]);
    const { stdout } = await pair.carphast('hast1', 'plan');
    expect(stdout).toContain('FROZEN since');
    expect(stdout).toContain('after carphast maintenance off: ');
    expect(existsSync(join(pair.roots.hast1, freezePath))).toBe(true);
    const off = await pair.carphast('hast1', 'maintenance', 'off');
    expect(off.status, off.stderr).toBe(0);
    expect(existsSync(join(pair.roots.hast1, freezePath))).toBe(false);
    const { stdout: told } = await pair.carphast('hast1', 'history');
    expect(told).toContain('frozen by an operator: a cable');
    expect(told).toContain('[frozen] it was frozen, and is left as it is');
    // The release goes on where the freeze had stopped it.
    await pair.until(
      'the other node serves',
      () => pair.history('hast2').at(-1)?.outcome === 'done',
    );
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('maintenance freeze is the same word', async () => {
    const pair = await ready();
    const frozen = await pair.carphast('hast1', 'maintenance', 'freeze', 'main');
    expect([frozen.status, frozen.stdout]).toEqual([0, expect.stringContaining('It serves')]);
  }, 60_000);
});
