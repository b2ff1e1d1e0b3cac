import { describe, expect, test } from 'vitest';
import { readMountpoint } from '../../src/world/mountpoints.ts';
import { answering, exited } from '../freebsd/answers.ts';

const mountpoint = { path: '/d', nested: ['/d/db'] };

describe('a directory to mount on', () => {
  test.each([
    ['with nothing in it', '', 'empty'],
    ['with a mountpoint of the group in it', 'db\n', 'empty'],
    ['with something else in it', 'db\nlog\n', 'occupied'],
    ['whose list was cut off', 'db', 'unknown'],
  ])('%s', async (_story, stdout, state) => {
    const { exec } = answering(exited(0, stdout), exited(0, ''));
    expect(await readMountpoint(exec, mountpoint, 1000)).toBe(state);
  });
});
