import { execa } from 'execa';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { launcher, serve, type Served } from '../support/served.ts';

const project = dirname(dirname(launcher));
let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

/** An installation of its own, that can be taken away while it runs. */
async function installed() {
  const pair = await serve({
    toml: 'services = ["mysql-server"]\n',
    services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', stopMs: 8000 }],
    running: ['mysql-server'],
    devd: false,
  });
  served = pair;
  const place = join(pair.directory, 'libexec');
  for (const part of ['bin', 'dist'])
    cpSync(join(project, part), join(place, part), { recursive: true });
  const call = (...words: string[]) =>
    execa(join(place, 'bin', 'carphast'), ['--root', pair.roots.hast1, ...words], {
      reject: false,
    });
  return { pair, place, call };
}

describe('carphast is replaced while a run is at work', () => {
  it('the run needs no part that it has not loaded, and comes to its end', async () => {
    const { pair, place, call } = await installed();
    const run = call('release');
    await pair.until('the service is stopped', () =>
      pair.requests.hast1.some(({ argv }) => argv.includes('onestop')),
    );
    rmSync(join(place, 'dist'), { recursive: true });
    const { exitCode, stderr } = await run;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(pair.pair.node('hast1').state().roles['data']).toBe('secondary');
    expect(pair.history('hast1')).toMatchObject([{ goal: 'standby', outcome: 'done' }]);
  }, 60_000);

  it('a run that has not its log yet goes on with what it has', async () => {
    const { pair, place, call } = await installed();
    rmSync(join(place, 'dist', 'chunks'), { recursive: true });
    const whole = existsSync(join(project, 'dist', 'cli.mjs'));
    expect(whole).toBe(true);
    for (const name of chunksOf(join(project, 'dist', 'cli.mjs')))
      cpSync(join(project, 'dist', 'chunks', name), join(place, 'dist', 'chunks', name));
    const { exitCode, stderr } = await call('release');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('carphast was replaced while this run began');
    expect(pair.pair.node('hast1').state().roles['data']).toBe('secondary');
  }, 60_000);
});

/** What a module needs before it can run; what it may ask for later is not among it. */
function chunksOf(file: string, found = new Set<string>()): ReadonlySet<string> {
  const text = readFileSync(file, 'utf8');
  for (const [, name = ''] of text.matchAll(/(?:from|import)"\.\/(?:chunks\/)?([\w.-]+\.mjs)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    chunksOf(join(project, 'dist', 'chunks', name), found);
  }
  return found;
}
