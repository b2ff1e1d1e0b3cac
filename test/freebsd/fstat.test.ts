import { describe, expect, it } from 'vitest';
import { parseMountUsers, readMountUsers } from '../../src/freebsd/fstat.ts';
import { fstatHeader as header, mountUsers } from '../support/samples.ts';
import { answering, exited, fact, problemOf } from './answers.ts';

const parse = (text: string) => parseMountUsers(text, '/mnt/t');

describe('who uses a mount point', () => {
  it('is read from the recording', () => {
    expect(mountUsers).toHaveLength(1);
    expect(fact(parse(mountUsers[0]!))).toEqual([{ user: 'root', command: 'sleep', pid: 2960 }]);
  });

  it('is each process once, and only those of this mount point', () => {
    const text =
      `${header}root     my cmd 2     2960   wd /mnt/t        2 drwxr-xr-x     512  r\n` +
      'root     my cmd 2     2960    3 /mnt/t       12 -rw-r--r--     512  rw\n' +
      'www      httpd       31337 text /mnt/t/in     2 drwxr-xr-x     512  r\n' +
      'www      httpd       31338   wd /mnt          2 drwxr-xr-x     512  r\n' +
      'www      httpd       31339    5 -         -         error    -\n';
    expect(fact(parse(text))).toEqual([{ user: 'root', command: 'my cmd 2', pid: 2960 }]);
  });

  it('is asked of fstat, and may be nobody', async () => {
    const { exec, asked } = answering(exited(0, header));
    expect(fact(await readMountUsers(exec, '/mnt/t', 1000))).toEqual([]);
    expect(asked[0]).toMatchObject({ tool: '/usr/bin/fstat', args: ['-f', '/mnt/t'] });
  });

  it.each(['', mountUsers[0]!.slice(header.length), `${header}root sleep\n`, `${mountUsers[0]!}x`])(
    'is not guessed from %j',
    (text) => {
      expect(problemOf(parse(text))).toBe('unreadable');
    },
  );
});
