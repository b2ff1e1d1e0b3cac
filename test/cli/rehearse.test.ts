import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedScenarios } from '../../src/system/shipped.ts';
import { launcher } from '../support/served.ts';
import { temporary } from '../system/fixtures/temporary.ts';

function rehearse(cwd: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(launcher, ['rehearse', ...words], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('the scenarios are found beside the program, from wherever it is called', () => {
  const { status, stdout } = rehearse('/', '--list');
  expect(status).toBe(0);
  for (const { name } of shippedScenarios()) expect(stdout).toContain(name);
});

it('a file of one’s own is played, by its path from here', () => {
  const root = temporary();
  const happens = '[[happens]]\nfault = "power-cut"\n';
  writeFileSync(join(root, 'bad.toml'), `title = "Bad"\n${happens}`.replace('power', 'powr'));
  writeFileSync(
    join(root, 'wrong.toml'),
    `title = "Wrong"\n${happens}[expect]\nserves = "hast1"\n`,
  );
  expect(rehearse(root, '--scenario', 'wrong.toml')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('main is served by hast2, expected hast1') as unknown,
  });
  expect(rehearse(root, '--scenario', 'bad.toml')).toMatchObject({
    status: 78,
    stderr: expect.stringContaining('bad.toml: happens[0].fault: found "powr-cut"') as unknown,
  });
  expect(rehearse(root, '--scenario', 'none.toml').status).toBe(64);
});

it('a name that no scenario has is answered with the nearest one', () => {
  const { status, stderr } = rehearse('/', '--scenario', 'powercut');
  expect(status).toBe(64);
  expect(stderr).toContain('Did you mean "power-cut"?');
});
