import { afterEach, describe, expect, it } from 'vitest';
import { serve, type Served } from '../support/served.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

/**
 * hast1 serves. Nothing here may need a signal to a process of the simulated machine: its number is
 * that of somebody else on this one.
 */
async function serving(): Promise<Served> {
  served = await serve({
    toml: 'services = ["mysql-server"]\nbusy = "wait"\n',
    services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data' }],
    running: ['mysql-server'],
    devd: false,
  });
  return served;
}

describe('a shutdown, with real processes', () => {
  it('another run, which knows no hurry, is told to end, and the shutdown goes on from there', async () => {
    const pair = await serving();
    pair.pair.node('hast1').toolHang('service', { matching: /onestop/, times: 1 });
    const first = pair.carphast('hast1', 'release');
    await pair.until('it stops the database', () =>
      pair.requests.hast1.some(({ argv }) => argv.includes('onestop')),
    );
    const begun = performance.now();
    const run = await pair.carphast('hast1', 'release', '--force', '--within', '24s');
    expect(performance.now() - begun).toBeLessThan(26_000);
    expect(run.stderr).toMatch(/another run \(pid \d+\) is at work and does not end: sending TERM/);
    expect(run.status, run.stderr).toBe(0);
    expect((await first).status).toBe(143);
    expect(pair.pair.node('hast1').state().roles['data']).toBe('secondary');
    expect(pair.history('hast1').map(({ code, outcome }) => code ?? outcome)).toEqual([
      'interrupted',
      'done',
    ]);
  }, 90_000);

  it('what is not released in time is said, thing by thing, with where to read on', async () => {
    const pair = await serving();
    pair.pair.node('hast1').toolHang('umount');
    const begun = performance.now();
    const run = await pair.carphast('hast1', 'release', '--force', '--within', '12s');
    expect(performance.now() - begun).toBeLessThan(14_000);
    expect(run.status).toBe(1);
    expect(run.stderr.split('\n').slice(-2)).toEqual([
      'carphast: main: not released: /dev/hast/data is still mounted on /mnt/data [not-released; carphast explain not-released]',
      'carphast: main: not released: data is still primary [not-released; carphast explain not-released]',
    ]);
  }, 60_000);
});
