import { expect, it } from 'vitest';
import { shareQuestions } from '../../src/engine/shared-questions.ts';
import { tools } from '../../src/freebsd/tools.ts';
import type { Command } from '../../src/system/ports.ts';
import { scripted } from '../support/scripted.ts';

const limitMs = 1000;
const ifconfig: Command = { tool: tools.ifconfig, args: ['-a'], limitMs };

/** How often the tool ran when the command was given three times at once. */
async function runsOf(command: Command): Promise<number> {
  const scene = scripted(() => undefined);
  const exec = shareQuestions(scene.machine.exec);
  await Promise.all([exec(command), exec(command), exec(command)]);
  return scene.commands.length;
}

const questions: readonly (readonly [string, readonly string[]])[] = [
  [tools.ifconfig, ['-a']],
  [tools.hastctl, ['list']],
  [tools.hastctl, ['status']],
  [tools.hastctl, ['status', 'data']],
  [tools.ps, ['axww', '-o', 'pid']],
  [tools.mount, ['-p']],
  [tools.mount, ['--libxo', 'json']],
  [tools.zpool, ['list', '-H']],
  [tools.zfs, ['list', '-H']],
  [tools.service, ['nfsd', 'onestatus']],
];

it.each(questions)('%s %o is asked once for all who ask at the same time', async (tool, args) => {
  expect(await runsOf({ tool, args, limitMs })).toBe(1);
});

const changes: readonly (readonly [string, readonly string[]])[] = [
  [tools.ifconfig, ['em0', 'vhid', '1', 'state', 'backup']],
  [tools.ifconfig, ['-a', 'em0']],
  [tools.ifconfig, ['em0']],
  [tools.hastctl, ['role', 'init', 'data']],
  [tools.ps, ['-o', 'etime', '-p', '7']],
  [tools.mount, ['-t', 'ufs', '/dev/hast/data', '/data']],
  [tools.zpool, ['export', 'tank']],
  [tools.zfs, ['mount', 'tank']],
  [tools.service, ['onestatus', 'onestart']],
  [tools.umount, ['/data']],
  [tools.dd, ['list']],
];

it.each(changes)('%s %o is done each time', async (tool, args) => {
  expect(await runsOf({ tool, args, limitMs })).toBe(3);
});

it('what is called off by its caller, or kept in the record, is nobody else’s', async () => {
  expect(await runsOf({ ...ifconfig, signal: new AbortController().signal })).toBe(3);
  expect(await runsOf({ ...ifconfig, onStart: () => undefined })).toBe(3);
});

it('different questions are asked side by side', async () => {
  const scene = scripted((line) => ({ stdout: line }));
  const exec = shareQuestions(scene.machine.exec);
  const [one, other] = await Promise.all([
    exec({ tool: tools.hastctl, args: ['status', 'a'], limitMs }),
    exec({ tool: tools.hastctl, args: ['status', 'b'], limitMs }),
  ]);
  expect(one).toMatchObject({ stdout: 'hastctl status a' });
  expect(other).toMatchObject({ stdout: 'hastctl status b' });
});

it('an answer is never older than its question', async () => {
  let truth = 'old';
  const scene = scripted(() => ({ stdout: truth }));
  const exec = shareQuestions(scene.machine.exec);
  const first = exec(ifconfig);
  await Promise.resolve();
  await Promise.resolve();
  truth = 'new';
  const second = exec(ifconfig);
  const third = exec(ifconfig);
  expect(
    [await first, await second, await third].map((ran) => 'stdout' in ran && ran.stdout),
  ).toEqual(['old', 'new', 'new']);
  truth = 'newer';
  expect(await exec(ifconfig)).toMatchObject({ stdout: 'newer' });
  expect(scene.commands).toHaveLength(3);
});
