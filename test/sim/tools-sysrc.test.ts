import { expect, test } from 'vitest';
import { createPair, type Pair } from '../../src/sim/index.ts';

const rcConf = '/etc/rc.conf';

function simulated(text: string): Pair {
  const services = [{ name: 'mysql-server', rcName: 'mysql' }];
  return createPair({ services, files: { [rcConf]: text }, toolDelays: 0 });
}

async function run(pair: Pair, ...args: string[]): Promise<readonly [number | undefined, string]> {
  const machine = pair.node('hast1').machine();
  const command = { tool: '/usr/sbin/sysrc', args, limitMs: 1000 };
  const ran = await pair.clock.until(machine.exec(command), 10_000);
  return ran?.kind === 'exited' ? [ran.status, ran.stdout + ran.stderr] : [undefined, ''];
}

test('sysrc prints what is set last, defaults included, and knows nothing else', async () => {
  const pair = simulated('mysql_enable=NO\n# mysql_enable=MAYBE\n  mysql_enable="YES" # now\n');
  expect(await run(pair, 'mysql_enable')).toEqual([0, 'mysql_enable: YES\n']);
  expect(await run(pair, '-n', 'rcshutdown_timeout')).toEqual([0, '90\n']);
  expect(await run(pair, '-i', 'no_enable', 'mysql_enable')).toEqual([1, 'mysql_enable: YES\n']);
  expect(await run(pair, 'no_enable')).toEqual([1, "sysrc: unknown variable 'no_enable'\n"]);
});

test('sysrc sets in place, or at the end, and removes; the services follow', async () => {
  const pair = simulated('mysql_enable="YES"\nhostname="a"\n');
  const text = (): string | undefined => pair.node('hast1').files.text(rcConf);
  const machine = pair.node('hast1').machine();
  const status = async (): Promise<number | undefined> => {
    const command = { tool: '/usr/sbin/service', args: ['mysql-server', 'enabled'], limitMs: 1000 };
    const ran = await pair.clock.until(machine.exec(command), 10_000);
    return ran?.kind === 'exited' ? ran.status : undefined;
  };
  expect(await status()).toBe(0);
  expect(await run(pair, 'mysql_enable=NO')).toEqual([0, 'mysql_enable: YES -> NO\n']);
  expect(await status()).toBe(1);
  await run(pair, 'carphast_enable=YES');
  expect(text()).toBe('mysql_enable="NO"\nhostname="a"\ncarphast_enable="YES"\n');
  expect(await run(pair, '-x', 'mysql_enable')).toEqual([0, '']);
  expect(text()).toBe('hostname="a"\ncarphast_enable="YES"\n');
});
