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
