import { describe, expect, it } from 'vitest';
import { call } from '../../src/freebsd/call.ts';
import { act, remaining, wordsOf } from '../../src/engine/task.ts';
import { scripted, taskOn, type Answer } from '../support/scripted.ts';

const ls = { tool: '/bin/ls', args: ['/'], limitMs: 1000 };

describe('a command that changes something', () => {
  it('is in the record from its start to its end', async () => {
    const scene = scripted(() => ({ status: 1 }));
    const task = taskOn(scene);
    expect(await act(task, ls)).toMatchObject({ kind: 'exited', status: 1 });
    expect(task.started).toEqual(['501 ls /']);
    expect(task.ended).toEqual([501]);
  });

  it('is not in the record when it could not be started', async () => {
    const task = taskOn(scripted(() => ({ kind: 'missing' })));
    await act(task, ls);
    expect([task.started, task.ended]).toEqual([[], []]);
  });

  it('is said to run still, every 30 seconds, and never after its end', async () => {
    const scene = scripted(() => ({ takes: 65_000 }));
    const task = taskOn(scene);
    await act(task, { tool: '/sbin/fsck_ffs', args: ['-p', '/dev/hast/data'], limitMs: 1e6 });
    await scene.machine.clock.sleep(100_000);
    expect(task.said).toEqual([
      '/sbin/fsck_ffs -p /dev/hast/data still runs after 30.0 s',
      '/sbin/fsck_ffs -p /dev/hast/data still runs after 1 m 00 s',
    ]);
  });
});

it('a command still gets its chance to say no when the time of its step is over', async () => {
  const scene = scripted(() => undefined);
  const task = taskOn(scene, { limitMs: 700 });
  expect(remaining(task)).toBe(700);
  await scene.machine.clock.sleep(699);
  expect(remaining(task)).toBe(1);
  await scene.machine.clock.sleep(5000);
  expect(remaining(task)).toBe(1);
});

it('tells a limit in whole milliseconds, for what is left of a step is none', async () => {
  const scene = scripted(() => ({ kind: 'timed-out' }));
  const ran = await scene.machine.exec({ ...ls, limitMs: 7133.058117999994 });
  expect(wordsOf(ran)).toBe('no end within 7133 ms');
  const read = await call(scene.machine.exec, { ...ls, limitMs: 499.7 });
  expect(read).toMatchObject({ problem: { text: 'ls /: no answer within 500 ms' } });
});

describe('the last words of a command', () => {
  it.each<[Answer, string]>([
    [{ status: 1, stderr: 'umount: one\numount: two  \n\n', stdout: 'x' }, 'umount: two'],
    [{ status: 1, stderr: ' \n', stdout: 'first\nlast\n' }, 'last'],
    [{ status: 3 }, 'exit status 3'],
    [{ kind: 'killed' }, 'ended by signal SIGSEGV'],
    [{ kind: 'timed-out' }, 'no end within 1000 ms'],
    [{ kind: 'timed-out', stuck: true }, 'no end within 1000 ms, and it could not be killed'],
    [{ kind: 'cancelled' }, 'called off'],
    [{ kind: 'missing' }, 'the program is not installed'],
    [{ kind: 'unstartable' }, 'EACCES: permission denied'],
  ])('%o', async (answer, words) => {
    expect(wordsOf(await scripted(() => answer).machine.exec(ls))).toBe(words);
  });
});
