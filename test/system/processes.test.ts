import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { realProcesses } from '../../src/system/processes.ts';

test('a process is there, takes a TERM, and is gone', async () => {
  const child = spawn('/bin/sleep', ['60']);
  const pid = child.pid!;
  expect(realProcesses.signal(pid, 'exists')).toBe('sent');
  expect(realProcesses.signal(pid, 'TERM')).toBe('sent');
  await once(child, 'exit');
  expect(realProcesses.signal(pid, 'exists')).toBe('gone');
});

test('a negative number is a process group', async () => {
  const child = spawn('/bin/sleep', ['60'], { detached: true });
  expect(realProcesses.signal(-child.pid!, 'KILL')).toBe('sent');
  const [, signal] = (await once(child, 'exit')) as [unknown, unknown];
  expect(signal).toBe('SIGKILL');
});

test.each([0, -1, 1.5, NaN])('%d is never signalled', (pid) => {
  expect(realProcesses.signal(pid, 'exists')).toBe('refused');
});
