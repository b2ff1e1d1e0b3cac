import { describe, expect, it } from 'vitest';
import { checksOf, hastWorkers, parseProcesses, readElapsed } from '../../src/freebsd/ps.ts';
import type { Process } from '../../src/freebsd/types.ts';
import { processTables } from '../support/samples.ts';
import { answering, exited, fact, problemOf } from './answers.ts';

describe('the processes of a running pair', () => {
  it('are read from every recording', () => {
    expect(processTables.length).toBeGreaterThanOrEqual(50);
    for (const text of processTables) {
      const processes = fact(parseProcesses(text));
      expect(processes.map(({ pid, command }) => `${pid} ${command}`)).toEqual(essence(text));
    }
  });

  it('show the workers of hastd in both roles', () => {
    const workers = processTables.flatMap((text) => hastWorkers(fact(parseProcesses(text))));
    expect(workers.length).toBeGreaterThanOrEqual(30);
    const titles = processTables.flatMap(
      (text) => text.match(/(?<=\.\d\d )hastd: .*(?= \(hastd\))/gm) ?? [],
    );
    expect(workers.map(({ resource, role }) => `hastd: ${resource} (${role})`)).toEqual(titles);
    expect(new Set(workers.map(({ role }) => role))).toEqual(new Set(['primary', 'secondary']));
  });

  it('may come with a header, and as Linux prints them', () => {
    const bsd =
      '  PID TT  STAT     TIME COMMAND\n    0  -  DLs   0:00.53 [kernel]\n   12 v0- I     1:02:03.00 sh\n';
    expect(fact(parseProcesses(bsd)).map(({ pid }) => pid)).toEqual([0, 12]);
    const linux =
      '    PID TTY      STAT   TIME COMMAND\n      1 ?        Ss     0:02 /sbin/init splash\n' +
      '   4711 pts/0    Ssl+ 123:45 node\n';
    expect(fact(parseProcesses(linux))[1]).toEqual({ pid: 4711, command: 'node' });
  });

  it('cannot be hidden by a name that some user chose', () => {
    const odd = `7 - S 0:00.00 ${'x'.repeat(100_000)}\u2028\r hastd: data (primary)\n`;
    expect(fact(parseProcesses(odd))).toHaveLength(1);
    expect(hastWorkers(fact(parseProcesses(odd)))).toEqual([]);
  });

  it('are read though some row is odd, for a program may title itself as it likes', () => {
    const text =
      '  PID TT  STAT     TIME COMMAND\n1 - Is 0:00.01 init\nwhat is this\n  \n7 - S 0:00.00 sh\n';
    expect(fact(parseProcesses(text)).map(({ pid }) => pid)).toEqual([1, 7]);
  });

  it.each(['hastd: data (secondary)', '12 hastd: data (primary)', 'fsck_ffs -p /dev/hast/data'])(
    'are not told when the odd row may be one that matters: %s',
    (row) => {
      const text = `1 - Is 0:00.01 init\n${row}\n7 - S 0:00.00 sh\n`;
      expect(problemOf(parseProcesses(text))).toBe('unreadable');
    },
  );

  it.each([
    ['nothing', ''],
    ['a header alone', '  PID TT  STAT     TIME COMMAND\n'],
    ['a line without a pid', 'x - S 0:00.00 sh\n'],
    ['text cut off', '1 - S 0:00.00 sh'],
  ])('are not guessed from %s', (_story, text) => {
    expect(problemOf(parseProcesses(text))).toBe('unreadable');
  });
});

describe('whose process is it', () => {
  const commands = (...list: string[]): Process[] =>
    list.map((command, index) => ({ pid: index + 1, command }));

  it('a worker titles itself; who only speaks of one is none', () => {
    const processes = commands(
      'hastd: data (secondary) (hastd)',
      'hastd: data (primary)',
      'sh -c ps axww | grep hastd: x (secondary)',
      'hastd: data (secondary)x',
      '/sbin/hastd',
      'hastd: data (master)',
    );
    expect(hastWorkers(processes)).toEqual([
      { pid: 1, resource: 'data', role: 'secondary' },
      { pid: 2, resource: 'data', role: 'primary' },
    ]);
  });

  it('a check is found by its program and its device', () => {
    const processes = commands(
      'fsck_ffs -p /dev/hast/data',
      '/sbin/fsck -t ufs -y /dev/hast/data',
      'fsck_ufs: /dev/hast/data p1 7% (fsck_ufs)',
      'fsck_ffs -p /dev/hast/data2',
      'grep fsck_ffs /dev/hast/data',
      'sh -c fsck_ffs -p /dev/hast/data',
    );
    expect(checksOf(processes, '/dev/hast/data')).toEqual([1, 2, 3]);
  });
});

describe('how long a process has been running', () => {
  it('is asked of ps by its pid', async () => {
    const { exec, asked } = answering(exited(0, '  4711 /usr/local/bin/node carphast  \n'));
    expect(fact(await readElapsed(exec, 33, 1000))).toEqual({
      elapsedSeconds: 4711,
      command: '/usr/local/bin/node carphast',
    });
    expect(asked[0]?.args).toEqual(['-o', 'etimes=', '-o', 'command=', '-p', '33']);
  });

  it('is undefined when there is no such process', async () => {
    expect(fact(await readElapsed(answering(exited(1)).exec, 33, 1000))).toBeUndefined();
  });

  it.each([
    [1, '', 'ps: cannot\n', 'tool-failed'],
    [0, 'x y\n', '', 'unreadable'],
    [0, '1 sh\n2 sh\n', '', 'unreadable'],
    [0, '1 sh', '', 'unreadable'],
  ])('is not guessed (%d, %j)', async (status, stdout, stderr, code) => {
    expect(
      problemOf(await readElapsed(answering(exited(status, stdout, stderr)).exec, 33, 9)),
    ).toBe(code);
  });
});

function essence(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((row) => {
      const [pid = '', , ,] = row.trim().split(/ +/);
      return `${pid} ${/\d:\d\d\.\d\d (.*)$/.exec(row)?.[1]?.trim() ?? ''}`;
    });
}
