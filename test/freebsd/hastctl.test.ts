import { describe, expect, it } from 'vitest';
import {
  changeRole,
  readHastDump,
  readHastList,
  readHastStatus,
} from '../../src/freebsd/hastctl.ts';
import type { Ran } from '../../src/system/ports.ts';
import { commandsLike } from '../support/recordings.ts';
import { answering, exited, fact, problemOf, replaying } from './answers.ts';

describe('a hastd that does not run', () => {
  it('is told apart, as recorded', async () => {
    const entries = commandsLike(/^hastctl (?:list|status)(?: \w+)?$/).filter((e) => e.exit === 71);
    expect(entries.length).toBeGreaterThanOrEqual(4);
    for (const entry of entries) {
      const list = await readHastList(replaying(entry), 1000);
      expect(problemOf(list)).toBe('hastd-not-running');
      expect(list).toMatchObject({
        problem: { text: expect.stringContaining('hastctl list: exit 71: ') as string },
      });
    }
  });

  it('does not keep the metadata from being read', async () => {
    const unreadable = commandsLike(/^hastctl dump$/).find((e) => e.exit === 255)!;
    expect(problemOf(await readHastDump(replaying(unreadable), 1000))).toBe('tool-failed');
    const all = commandsLike(/^hastctl dump all$/).find((e) => e.exit === 0)!;
    expect(fact(await readHastDump(replaying(all), 1000)).map(({ name }) => name)).toEqual([
      'data',
      'zdata',
    ]);
  });
});

describe('exit statuses', () => {
  it.each([
    [64, 'tool-failed'],
    [65, 'tool-failed'],
    [69, 'ask-again'],
    [70, 'ask-again'],
    [72, 'hast-conf-invalid'],
    [78, 'hast-conf-invalid'],
    [1, 'tool-failed'],
  ])('%d without output means %s', async (status, code) => {
    const { exec } = answering(exited(status, '', '[ERROR] said so\n'));
    expect(problemOf(await readHastList(exec, 1000))).toBe(code);
  });

  it.each<[string, Ran, string]>([
    [
      'hangs',
      { kind: 'timed-out', limitMs: 9, stuck: true, stdout: '', stderr: '', durationMs: 9 },
      'no-answer',
    ],
    [
      'is killed',
      { kind: 'killed', signal: 'KILL', stdout: '', stderr: '', durationMs: 9 },
      'no-answer',
    ],
    [
      'is called off',
      { kind: 'cancelled', stuck: false, stdout: '', stderr: '', durationMs: 9 },
      'no-answer',
    ],
    ['cannot start', { kind: 'unstartable', message: 'EAGAIN', durationMs: 9 }, 'no-answer'],
    ['is not installed', { kind: 'missing', durationMs: 9 }, 'tool-missing'],
  ])('a tool that %s is a problem, too', async (_story, ran, code) => {
    expect(problemOf(await readHastList(answering(ran).exec, 1000))).toBe(code);
  });
});

describe('one resource', () => {
  it('that hastd does not know is an error of it, not of the question', async () => {
    const { exec, asked } = answering(exited(1, 'nosuch:\n  error: 1\n'));
    expect(fact(await readHastList(exec, 1000, 'nosuch')).errors).toEqual([
      { name: 'nosuch', error: 1 },
    ]);
    expect(asked).toEqual([{ tool: '/sbin/hastctl', args: ['list', 'nosuch'], limitMs: 1000 }]);
    const entry = commandsLike(/^hastctl status nosuch$/).find((e) => e.exit === 1)!;
    expect(problemOf(await readHastStatus(replaying(entry), 'nosuch', 1000))).toBe('tool-failed');
  });

  it('is found in the table of both', async () => {
    const entry = commandsLike(/^hastctl status data nosuch$/)[0]!;
    expect(fact(await readHastStatus(replaying(entry), 'data', 1000)).role).toBe('init');
    expect(problemOf(await readHastStatus(replaying(entry), 'zdata', 1000))).toBe('unreadable');
    expect(problemOf(await readHastList(answering(exited(0)).exec, 1000, 'data'))).toBe(
      'unreadable',
    );
  });

  it('changes its role with one command', async () => {
    const { exec, asked } = answering(exited(0));
    expect((await changeRole(exec, 'primary', 'data', 5000)).kind).toBe('exited');
    expect(asked[0]).toEqual({
      tool: '/sbin/hastctl',
      args: ['role', 'primary', 'data'],
      limitMs: 5000,
    });
  });
});
