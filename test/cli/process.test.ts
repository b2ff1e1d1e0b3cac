import { afterEach, describe, expect, it } from 'vitest';
import { serve, type Served, type ServedOptions } from '../support/served.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const services = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];
const options: ServedOptions = {
  toml: `services = ${JSON.stringify(services)}\n`,
  services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', startMs: 300 }],
  running: services,
};

async function start(extra: Partial<ServedOptions> = {}): Promise<Served> {
  served = await serve({ ...options, ...extra });
  return served;
}

describe('carphast as a process', () => {
  it('started as devd starts it, takes a node from standby to serving, and back', async () => {
    const pair = await start();
    const { hast1, hast2 } = { hast1: pair.pair.node('hast1'), hast2: pair.pair.node('hast2') };
    const released = await pair.carphast('hast1', 'release');
    expect(released.status, released.stderr).toBe(0);
    await pair.until('hast2 serves', () =>
      services.every((name) => hast2.state().services.includes(name)),
    );
    await pair.until('its history is written', () => pair.history('hast2').length === 1);
    expect(hast2.state().mounts.map(({ special }) => special)).toContain('/dev/hast/data');
    expect(pair.history('hast2')[0]).toMatchObject({ goal: 'active', outcome: 'done' });
    const order = pair.requests.hast2
      .filter(({ argv }) => argv.includes('onestart'))
      .map(({ argv }) => argv.at(-2));
    expect(order).toEqual(services);
    hast2.cableOut('client');
    await pair.until('hast2 has let go', () => hast2.state().roles['data'] === 'secondary', 30_000);
    expect(hast2.state().services.filter((name) => services.includes(name))).toEqual([]);
    expect(pair.pair.violations).toEqual([]);
    expect(hast1.state().roles['data']).toBe('secondary');
  }, 60_000);
});

describe('a process that is told of something', () => {
  it('twenty alternating events in five seconds end in the state of the last', async () => {
    const pair = await start({ devd: false });
    const hast2 = pair.pair.node('hast2');
    await pair.carphast('hast1', 'release');
    await pair.until('hast2 is MASTER', () => hast2.state().carp['1@em0'] === 'MASTER');
    const calls: Promise<{ status: number }>[] = [];
    for (let count = 0; count < 20; count += 1) {
      const out = count % 2 === 1;
      if (out) hast2.cableOut('client');
      else hast2.cableIn('client');
      calls.push(pair.carphast('hast2', out ? 'INIT' : 'MASTER', '1@em0'));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses.filter((status) => ![0, 75].includes(status))).toEqual([]);
    const { roles, services: running, mounts } = hast2.state();
    expect(roles['data']).toBe('secondary');
    expect(running.filter((name) => services.includes(name))).toEqual([]);
    expect(mounts.filter(({ special }) => special.startsWith('/dev/hast'))).toEqual([]);
    expect(pair.pair.violations).toEqual([]);
  }, 60_000);

  it('plan prints the steps, and starts no process that changes anything', async () => {
    const pair = await start({ devd: false });
    const before = pair.requests.hast2.length;
    const { status, stdout } = await pair.carphast('hast2', 'plan', 'MASTER', '1@em0');
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('hastctl role primary data');
    expect(stdout).toContain('mount -t ufs /dev/hast/data /mnt/data');
    const asked = pair.requests.hast2
      .slice(before)
      .map(({ argv }) => argv.join(' ').replace(/^.*?\/(?=[^/ ]+( |$))/, ''));
    const readOnly =
      /^(ifconfig -a|hastctl (list|status)( \S+)?|sysctl net\.inet\.carp|ps axww|mount -p|service \S+ onestatus|ls -A \S+)$/;
    expect(asked.filter((command) => !readOnly.test(command))).toEqual([]);
    expect(asked.length).toBeGreaterThan(5);
    const json = await pair.carphast('hast2', 'plan', '--json', 'MASTER', '1@em0');
    expect(JSON.parse(json.stdout)).toMatchObject({
      v: 1,
      groups: [{ group: 'main', goal: 'active' }],
    });
    expect(pair.history('hast2')).toEqual([]);
  }, 30_000);

  it('check says what is missing, and starts no process that changes anything', async () => {
    const pair = await start({ devd: false });
    const before = pair.requests.hast1.length;
    const { status, stdout } = await pair.carphast('hast1', 'check', '--local');
    expect(status, stdout).toBe(2);
    expect(stdout).toContain('[rule-missing]');
    const asked = pair.requests.hast1
      .slice(before)
      .map(({ argv }) => argv.join(' ').replace(/^.*?\/(?=[^/ ]+( |$))/, ''));
    const readOnly =
      /^(ifconfig -a|hastctl (list|status|dump)( \S+)?|sysctl( [a-z.]+)+|ps axww|mount -p|service \S+ (onestatus|enabled)|ls -A \S+|sysrc -i( \w+)+|kldstat -q -m g_gate)$/;
    expect(asked.filter((command) => !readOnly.test(command))).toEqual([]);
    const json = await pair.carphast('hast1', 'check', '--local', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ v: 1, node: 'hast1' });
  }, 30_000);

  it('the plan that is printed is the plan that is run', async () => {
    const pair = await start({ devd: false });
    const hast2 = pair.pair.node('hast2');
    await pair.carphast('hast1', 'release');
    await pair.until('hast2 is MASTER', () => hast2.state().carp['1@em0'] === 'MASTER');
    const { stdout } = await pair.carphast('hast2', 'plan', '--json');
    const planned: unknown = JSON.parse(stdout);
    expect((await pair.carphast('hast2', 'MASTER', '1@em0')).status).toBe(0);
    const run = pair
      .history('hast2')
      .at(-1)
      ?.steps.map(({ id }) => id);
    const ids = (planned as { groups: { steps: { id: string }[] }[] }).groups[0]?.steps.map(
      ({ id }) => id,
    );
    expect(run).toEqual(ids);
  }, 30_000);

  it('TERM in the middle of a promotion ends its commands, and the next run finishes the record', async () => {
    const pair = await start({ devd: false });
    const hast2 = pair.pair.node('hast2');
    await pair.carphast('hast1', 'release');
    await pair.until('hast2 is MASTER', () => hast2.state().carp['1@em0'] === 'MASTER');
    const { execa } = await import('execa');
    const { launcher } = await import('../support/served.ts');
    const words = ['--root', pair.roots.hast2, 'MASTER', '1@em0'];
    const child = execa(launcher, words, { reject: false });
    await pair.until('a service is started', () =>
      pair.requests.hast2.some(({ argv }) => argv.includes('onestart')),
    );
    child.kill('SIGHUP');
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(143);
    expect(pair.history('hast2')).toEqual([]);
    const again = await pair.carphast('hast2', 'AUTO', '1@em0');
    expect(again.status, again.stderr).toBe(0);
    expect(hast2.state().services).toEqual(expect.arrayContaining(services));
    const outcomes = pair.history('hast2').map(({ outcome, code }) => code ?? outcome);
    expect(outcomes).toEqual(['interrupted', 'done']);
  }, 60_000);

  it('kill -9 at each step, then any event, ends in serving', async () => {
    const steps = ['role', 'dd', 'fsck_ffs', '-t', 'onestart'];
    for (const word of steps) {
      const pair = await start({ devd: false });
      const hast2 = pair.pair.node('hast2');
      await pair.carphast('hast1', 'release');
      await pair.until('hast2 is MASTER', () => hast2.state().carp['1@em0'] === 'MASTER');
      const { execa } = await import('execa');
      const { launcher } = await import('../support/served.ts');
      const child = execa(launcher, ['--root', pair.roots.hast2, 'MASTER', '1@em0'], {
        reject: false,
      });
      await pair.until(`${word} was called`, () =>
        pair.requests.hast2.some(({ argv }) =>
          argv.some((one) => one === word || one.endsWith(`/${word}`)),
        ),
      );
      child.kill('SIGKILL');
      await child;
      const again = await pair.carphast('hast2', 'AUTO', '1@em0');
      expect(again.status, `killed at ${word}: ${again.stderr}`).toBe(0);
      expect(hast2.state().services, word).toEqual(expect.arrayContaining(services));
      expect(pair.pair.violations, word).toEqual([]);
      const outcomes = pair.history('hast2').map(({ outcome, code }) => code ?? outcome);
      expect(outcomes, word).toEqual(['interrupted', 'done']);
      await pair.close();
    }
  }, 120_000);
});
