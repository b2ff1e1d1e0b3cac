import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { completionFiles } from '../../src/completion/files.ts';
import { launcher, serve, type Served } from '../support/served.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

it.each(Object.entries(completionFiles))('%s gets the file of the package', (shell, path) => {
  const ran = spawnSync(launcher, ['completion', shell], { encoding: 'utf8' });
  const file = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  expect([ran.status, ran.stdout, ran.stderr]).toEqual([0, file, '']);
});

it('help reaches a pipe whole, and as a process a wrong call exits 64', () => {
  const help = spawnSync(launcher, ['help', 'rehearse'], { encoding: 'utf8' });
  expect([help.status, help.stdout.includes('--seed 4711'), help.stderr]).toEqual([0, true, '']);
  const wrong = spawnSync(launcher, ['help', 'rehears', '--root', '/nowhere'], {
    encoding: 'utf8',
  });
  expect([wrong.status, wrong.stdout]).toEqual([64, '']);
});

describe('old habits', () => {
  it('hastdirty -ah and hastrole, by links to carphast', async () => {
    served = await serve({ toml: '', devd: false, speed: 10, situation: 'hast1-serves-alone' });
    const { directory, roots } = served;
    const typed = (name: string, ...words: readonly string[]) => {
      symlinkSync(launcher, join(directory, name));
      return spawned(join(directory, name), [...words, '--root', roots.hast1]);
    };
    expect(await typed('hastdirty', '-ah')).toEqual({ status: 1, stdout: 'data  128M\n' });
    expect(await typed('hastrole', 'secondary', 'data')).toMatchObject({ status: 2 });
    expect(await typed('hastrecover', 'data')).toMatchObject({ status: 2 });
    expect(served.pair.violations).toEqual([]);
  }, 60_000);
});

async function spawned(program: string, words: readonly string[]) {
  const { exitCode, stdout } = await execa(program, [...words], {
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
  });
  return { status: exitCode, stdout };
}
