import { spawnSync } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
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

it('anybody may rehearse a configuration of his own, whoever owns the file', () => {
  const root = temporary();
  const path = join(root, 'carphast.toml');
  writeFileSync(path, 'vhids = ["7@lagg0"]\nresources = ["data"]\nservices = ["dovecot"]\n', {
    mode: 0o664,
  });
  if (process.getuid?.() === 0) chownSync(path, 12345, 12345);
  const { status, stdout } = rehearse(root, '--config', 'carphast.toml', '--runs', '5', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ v: 1, runs: 5, firstSeed: 1, brokenRuns: 0 });
});

it('a fault is struck by its name, and a wrong one is answered with the nearest', () => {
  const { status, stdout } = rehearse('/', '--fault', 'power-cut@1s');
  expect(stdout).toContain('1. at 1.0 s hast1: the node loses power (power-cut)');
  expect(status).toBe(0);
  const wrong = rehearse('/', '--fault', 'powr-cut');
  expect(wrong.status).toBe(64);
  expect(wrong.stderr).toContain('Did you mean "power-cut"?');
});
