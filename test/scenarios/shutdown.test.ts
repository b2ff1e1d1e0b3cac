import { describe, expect, it } from 'vitest';
import { atShutdown } from '../../src/rehearsal/rc-words.ts';
import { commands, createScene, expectActive, told, usual } from '../support/pairs.ts';
import type { Launched, Scene, SceneOptions } from '../support/scene.ts';

const pool: SceneOptions = {
  toml: 'pools = [{ name = "tank" }]\nservices = ["mysql-server"]\n',
  mountpoints: [],
  fstab: '',
  resources: [
    {
      name: 'data',
      content: { type: 'pool', pool: 'tank', datasets: [{ name: 'tank/db', mountpoint: '/db' }] },
    },
  ],
  services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/db' }],
  running: ['mysql-server'],
};

/** hast1 with carphast's rc script, which says what rc.d/carphast says. */
function withScript(options: SceneOptions): Scene {
  const scene = createScene({ preempt: true, ...options });
  scene.hast1.onShutdown(() => scene.launch('hast1', ...atShutdown).machine.ended);
  return scene;
}

function events(scene: Scene, words: RegExp): readonly string[] {
  return scene.pair.trace.flatMap((entry) =>
    entry.kind === 'event' && entry.node === 'hast1' && words.test(entry.text) ? [entry.text] : [],
  );
}

/** What carphast has logged on hast1, warnings and errors. */
function complaints(of: Launched): readonly string[] {
  return of.machine.logged
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(({ message }) => message);
}

describe('a shutdown with a pool imported from HAST', () => {
  it('without carphast never powers off: hastd pulls the device (measured; recordings/boot.txt)', async () => {
    const scene = createScene({ preempt: true, ...pool });
    void scene.hast1.cleanStop();
    await scene.pass(150);
    expect(scene.hast1.state().power).toBe('stuck');
  });

  it('with it the pool is exported first, and the machine powers off', async () => {
    const scene = withScript(pool);
    await scene.pair.clock.until(scene.hast1.cleanStop());
    expect(scene.hast1.state().power).toBe('off');
    expect(commands(scene, 'hast1', /^zpool export/)).toEqual(['zpool export tank']);
    expect(scene.pair.violations).toEqual([]);
    await scene.rest();
    expect(scene.hast2.state().pools.map(({ name }) => name)).toEqual(['tank']);
  });

  it('a suspended one cannot be exported: what is not released is said, and the peer is not misled', async () => {
    const scene = createScene({ preempt: true, ...pool });
    scene.hast1.poolSuspended('tank');
    const release = scene.launch('hast1', ...atShutdown);
    expect(await scene.pair.clock.until(release.ended)).toBe(1);
    expect(complaints(release).slice(-2)).toEqual([
      'not released: pool tank is still imported, or cannot be seen',
      'not released: data is still primary',
    ]);
    expect(scene.hast1.state()).toMatchObject({ roles: { data: 'primary' }, demotion: 0 });
  });
});

describe('a release that has to be over in time', () => {
  it('a service that hangs does not use up the time of the file system and the role', async () => {
    const scene = withScript(usual);
    scene.hast1.serviceBehaves('nfsd', { hangsOnStop: true });
    scene.hast1.serviceBehaves('mysql-server', { ignoresTerm: true, hangsOnStop: true });
    const begun = scene.pair.clock.elapsed();
    const release = scene.launch('hast1', ...atShutdown);
    expect(await scene.pair.clock.until(release.ended)).toBe(0);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThanOrEqual(60_000);
    expect(scene.hast1.state().roles['data']).toBe('secondary');
  });

  it('where there is hardly any time, each thing still gets a part of it', async () => {
    const scene = withScript(usual);
    scene.hast1.serviceBehaves('nfsd', { hangsOnStop: true });
    const begun = scene.pair.clock.elapsed();
    const release = scene.launch('hast1', 'release', '--force', '--within', '12s');
    await scene.pair.clock.until(release.ended);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThanOrEqual(13_000);
    expect(commands(scene, 'hast1', /^service mysql-server onestop/)).toHaveLength(1);
    expect(commands(scene, 'hast1', /^umount/).length).toBeGreaterThan(0);
  });

  it('a tool that never answers ends nothing but its own question', async () => {
    const scene = withScript(usual);
    scene.hast1.toolHang('hastctl');
    const begun = scene.pair.clock.elapsed();
    const release = scene.launch('hast1', ...atShutdown);
    expect(await scene.pair.clock.until(release.ended)).not.toBe(0);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThanOrEqual(62_000);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).not.toContain(
      '/mnt/data',
    );
  });

  it('with nothing that answers it is over all the same, and says so', async () => {
    const scene = withScript(usual);
    for (const tool of ['hastctl', 'mount', 'service', 'umount', 'ifconfig', 'ps', 'sysctl'])
      scene.hast1.toolHang(tool);
    const begun = scene.pair.clock.elapsed();
    const release = scene.launch('hast1', 'release', '--force', '--within', '20s');
    expect(await scene.pair.clock.until(release.ended)).not.toBe(0);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThanOrEqual(24_000);
  });

  it('a service that does not stop holds up no file system, for hastd will not wait either', async () => {
    const scene = withScript(usual);
    scene.hast1.toolHang('service', { matching: /mysql-server/ });
    const release = scene.launch('hast1', ...atShutdown);
    await scene.pair.clock.until(release.ended);
    const { mounts, roles } = scene.hast1.state();
    expect(mounts.map(({ mountpoint }) => mountpoint)).not.toContain('/mnt/data');
    expect(roles['data']).toBe('secondary');
  });

  it('one that is started again and again neither, and is told', async () => {
    const scene = withScript(usual);
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true, respawnsMs: 100 });
    const release = scene.launch('hast1', ...atShutdown);
    expect(await scene.pair.clock.until(release.ended)).toBe(1);
    const { mounts, roles } = scene.hast1.state();
    expect(mounts.map(({ mountpoint }) => mountpoint)).not.toContain('/mnt/data');
    expect(roles['data']).toBe('secondary');
    expect(told(scene, 'hast1')).toEqual(['standby failed service-did-not-stop']);
    expect(complaints(release).slice(-1)).toEqual(['not released: mysql-server still runs']);
  });

  it('by hand nothing of that: a service that does not stop keeps its file system', async () => {
    const scene = withScript(usual);
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true, respawnsMs: 100 });
    const release = scene.launch('hast1', 'release');
    expect(await scene.pair.clock.until(release.ended)).toBe(1);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).toContain('/mnt/data');
    expect(complaints(release)).toContain('not released: mysql-server still runs');
    expect(complaints(release)).toContain(
      'not released: /dev/hast/data is still mounted on /mnt/data',
    );
  });
});

describe('another run is at work when the machine is shut down', () => {
  it('one that takes over gives way: it looks at the release before each step', async () => {
    const scene = withScript(usual);
    void scene.hast1.cleanStop();
    await scene.pair.clock.until(
      new Promise<void>((resolve) => {
        scene.pair.onCommand(
          ({ node, argv }) => node === 'hast2' && argv.includes('primary'),
          () => resolve(),
        );
      }),
    );
    const release = scene.launch('hast2', ...atShutdown);
    expect(await scene.pair.clock.until(release.ended)).toBe(0);
    expect(told(scene, 'hast2')).toEqual(['active superseded', 'standby done']);
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expect(scene.pair.violations).toEqual([]);
  });

  it('one that waits for a service to end is ended, and the release goes on from there', async () => {
    const scene = createScene({ ...usual, preempt: true });
    scene.hast1.serviceBehaves('nfsd', { hangsOnStop: true });
    const first = scene.launch('hast1', 'release');
    await scene.pass(5);
    const begun = scene.pair.clock.elapsed();
    const release = scene.launch('hast1', ...atShutdown);
    expect(await scene.pair.clock.until(release.ended)).toBe(0);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThanOrEqual(60_000);
    expect(first.machine.alive()).toBe(false);
    expect(complaints(release)[0]).toMatch(
      /^another run \(pid \d+\) is at work and does not end: sending TERM$/,
    );
    expect(told(scene, 'hast1')).toEqual(['standby failed interrupted', 'standby done']);
    expect(scene.hast1.state().roles['data']).toBe('secondary');
    await scene.rest();
    expectActive(scene, 'hast2');
  });

  it('beside one that does not answer everything is let go, for nothing is taken over', async () => {
    const scene = createScene({ ...usual, preempt: true });
    scene.hast1.toolHang('service', { matching: /onestop/, times: 1 });
    scene.launch('hast1', 'release');
    await scene.pass(3);
    scene.hast1.flightSilent(true);
    const release = scene.launch('hast1', ...atShutdown);
    await scene.pair.clock.until(release.ended);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).not.toContain(
      '/mnt/data',
    );
    expect(scene.hast1.state().roles['data']).toBe('secondary');
  });
});

describe('what rc does when a shutdown takes too long', () => {
  it('waits for a daemon that does not end, until its watchdog ends it all', async () => {
    const scene = createScene({ ...usual, preempt: true });
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true });
    await scene.pair.clock.until(scene.hast1.cleanStop());
    expect(events(scene, /watchdog|waits for|powered off/)).toEqual([
      'rc.shutdown waits for mysql-server',
      '90 second watchdog timeout expired. Shutdown terminated.',
      'powered off',
    ]);
  });

  it('with carphast that never happens: it ends the daemon, and the rest goes in order', async () => {
    const scene = withScript(usual);
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true });
    await scene.pair.clock.until(scene.hast1.cleanStop());
    expect(events(scene, /watchdog|waits for/)).toEqual([]);
    expect(scene.pair.violations).toEqual([]);
  });
});

describe('a shutdown in the seconds after the other node has died', () => {
  /** The umount waits for hastd, which waits for the dead node as long as its `timeout`. */
  async function shutDown(unmount: string): Promise<Scene> {
    const scene = withScript({
      toml: `limits = { unmount = "${unmount}" }\nservices = ["mysql-server"]\n`,
      services: [{ name: 'mysql-server', needs: '/mnt/data' }],
      running: ['mysql-server'],
    });
    const down = scene.hast1.cleanStop();
    await scene.pass(1);
    scene.hast2.powerCut();
    await scene.pair.clock.until(down, 120_000);
    return scene;
  }

  it('may outlast the usual limit of a umount: hastd pulls the device first (README)', async () => {
    const scene = await shutDown('10s');
    expect(scene.pair.violations.map(({ invariant }) => invariant)).toEqual(['I2']);
  });

  it('is waited for where `unmount` is longer than that', async () => {
    expect((await shutDown('30s')).pair.violations).toEqual([]);
  });
});
