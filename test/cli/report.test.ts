import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { historyPath } from '../../src/history/paths.ts';
import { launcher } from '../support/served.ts';
import { runsOf } from '../support/history-lines.ts';
import { temporary } from '../system/fixtures/temporary.ts';

/** A root with a history of three runs, which is the working directory too. */
function withHistory(): (...words: string[]) => { status: number | null; stdout: string } & {
  readonly stderr: string;
  readonly root: string;
} {
  const root = temporary();
  const path = join(root, historyPath);
  mkdirSync(dirname(path), { recursive: true });
  const lines = runsOf('start:nfsd', [100, 200, 300]);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return (...words) => {
    const options = { cwd: root, encoding: 'utf8' } as const;
    return { ...spawnSync(launcher, ['--root', root, ...words], options), root };
  };
}

it('a report is written to a path from here, for its owner alone', () => {
  const carphast = withHistory();
  const { status, stdout, root } = carphast('report', '--html', 'out.html');
  expect([status, stdout]).toEqual([0, `written: ${join(root, 'out.html')}\n`]);
  expect(readFileSync(join(root, 'out.html'), 'utf8')).toContain('start:nfsd');
  expect(statSync(join(root, 'out.html')).mode & 0o777).toBe(0o600);
  expect(carphast('report', '--html', '-').stdout).toMatch(/^<!DOCTYPE html>/);
});

it('without a file, with a directory, or with a wrong copy it is a wrong call', () => {
  const carphast = withHistory();
  expect(carphast('report')).toMatchObject({ status: 64, stdout: '' });
  expect(carphast('report', '--html', '.').status).toBe(64);
  expect(carphast('report', '--html', '/dev/null')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('/dev/null') as unknown,
  });
  expect(carphast('report', '--html', 'a.html', '--peer-history', 'none').status).toBe(64);
});

it('the parts of history take their options before and after their names', () => {
  const carphast = withHistory();
  for (const words of [
    ['stats', '--json'],
    ['--json', 'stats'],
  ]) {
    const { status, stdout } = carphast('history', ...words);
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { transitions: [{ count: 3 }] }]);
  }
  const { stdout } = carphast('history', 'stats', '-n', '2', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ transitions: [{ count: 2 }] });
  expect(carphast('history', 'show', 'last').stdout).toContain('start nfsd');
  expect(carphast('history', 'show').status).toBe(64);
  expect(carphast('history', '-n', '1').stdout.trim().split('\n')).toHaveLength(1);
  expect(carphast('history', 'nonsense').status).toBe(64);
});
