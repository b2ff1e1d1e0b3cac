import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { version } from '../../src/system/version.ts';

const packaged = new URL('../../package.json', import.meta.url).pathname;
const launcher = new URL('../../bin/carphast', import.meta.url).pathname;

it('is the one of package.json', () => {
  expect(JSON.parse(readFileSync(packaged, 'utf8'))).toMatchObject({ version });
});

it.each(['--version', '-V'])('carphast %s says it, from the bundle', (word) => {
  const { stdout, status } = spawnSync(launcher, [word], { encoding: 'utf8' });
  expect([stdout, status]).toEqual([`carphast ${version}\n`, 0]);
});
