import { afterEach, describe, expect, it } from 'vitest';
import { answering } from '../support/answering.ts';
import { serve, type Served } from '../support/served.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const services = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];

async function start(): Promise<Served> {
  served = await serve({
    toml: `services = ${JSON.stringify(services)}\n[peer]\nssh = "root@10.0.0.1"\n`,
    services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', startMs: 300 }],
    running: services,
    timeout: 5,
  });
  return answering(served);
}

describe('carphast promote, as a process', () => {
  it('does nothing without a reason, and names the verb that fits', async () => {
    const pair = await start();
    const { status, stderr } = await pair.carphast('hast2', 'promote');
    expect(status, stderr).toBe(2);
    expect(stderr).toContain('hast1 serves group main [peer-serves]');
    expect(stderr).toContain('next: on the other node: carphast switchover GROUP');
    expect(pair.history('hast2')).toEqual([]);
  }, 30_000);

  it('serves from a node that was released, after the other one has died', async () => {
    const pair = await start();
    const hast2 = pair.pair.node('hast2');
    expect((await pair.carphast('hast2', 'release')).status).toBe(0);
    pair.pair.node('hast1').powerCut();
    await pair.until('hast2 is MASTER', () => hast2.state().carp['1@em0'] === 'MASTER');
    const { status, stdout, stderr } = await pair.carphast('hast2', 'promote', '--force', 'dead');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^main is served here, after /);
    expect(hast2.state().services).toEqual(expect.arrayContaining(services));
    const { stdout: lines } = await pair.carphast('hast2', 'history');
    expect(lines).toMatch(/resumed +by an operator: promote of main by force: dead/);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('that is interrupted ends with 130, and the next run goes on', async () => {
    const pair = await start();
    const hast2 = pair.pair.node('hast2');
    expect((await pair.carphast('hast2', 'release')).status).toBe(0);
    pair.pair.node('hast1').powerCut();
    await pair.until('hast2 is MASTER', () => hast2.state().carp['1@em0'] === 'MASTER');
    const { execa } = await import('execa');
    const { launcher } = await import('../support/served.ts');
    const words = ['--root', pair.roots.hast2, 'promote', '--force', 'dead'];
    const child = execa(launcher, words, { reject: false });
    await pair.until('the role is asked for', () =>
      pair.requests.hast2.some(({ argv }) => argv.join(' ').endsWith('role primary data')),
    );
    child.kill('SIGINT');
    const { exitCode, stderr } = await child;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('main is left halfway. To go on, type here: carphast reconcile');
    expect((await pair.carphast('hast2', 'reconcile')).status).toBe(0);
    expect(hast2.state().services).toEqual(expect.arrayContaining(services));
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);
});
