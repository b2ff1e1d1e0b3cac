import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseRcSettings,
  parseRcvar,
  readRcSettings,
  readRcvar,
  saysYes,
} from '../../src/freebsd/rc-conf.ts';
import { commandsLike } from '../support/recordings.ts';
import { answering, exited, fact, problemOf } from './answers.ts';

describe('the settings of rc.conf', () => {
  it('are asked for in one call, each once; a name that nothing sets is no error', async () => {
    const { exec, asked } = answering(exited(1, 'mysql_enable: YES\n'));
    const found = fact(await readRcSettings(exec, ['a_enable', 'mysql_enable', 'a_enable'], 1000));
    expect([...found]).toEqual([
      ['a_enable', undefined],
      ['mysql_enable', 'YES'],
    ]);
    expect(asked).toMatchObject([
      { tool: '/usr/sbin/sysrc', args: ['-i', 'a_enable', 'mysql_enable'] },
    ]);
  });

  it('of no names are none, and nothing is called', async () => {
    const { exec, asked } = answering(exited(1));
    expect(fact(await readRcSettings(exec, [], 1000)).size).toBe(0);
    expect(asked).toEqual([]);
  });

  it('are not asked for by what sysrc would take for an option or an assignment', async () => {
    const { exec, asked } = answering(exited(0, ''));
    for (const name of ['-x', 'a=b', '', 'a b'])
      expect(problemOf(await readRcSettings(exec, [name], 1000))).toBe('unreadable');
    expect(asked).toEqual([]);
  });

  it('may be empty, and have several lines', () => {
    const text = 'a: one\n\ttwo\n\nb: \nc: x: y\n';
    expect([...fact(parseRcSettings(text, ['a', 'b', 'c']))]).toEqual([
      ['a', 'one\n\ttwo\n'],
      ['b', ''],
      ['c', 'x: y'],
    ]);
  });

  it.each([
    ['a line that belongs to none', 'hello\na: 1\n'],
    ['text cut off', 'a: 1'],
  ])('are not guessed from %s', (_story, text) => {
    expect(problemOf(parseRcSettings(text, ['a']))).toBe('unreadable');
  });

  it('are not known without sysrc, or where rc.conf is broken', async () => {
    const missing = answering({ kind: 'missing', durationMs: 1 });
    expect(problemOf(await readRcSettings(missing.exec, ['a'], 1000))).toBe('tool-missing');
    const broken = answering(
      exited(1, '', '/etc/rc.conf: 3: Syntax error: Unterminated quoted string\n'),
    );
    expect(problemOf(await readRcSettings(broken.exec, ['a'], 1000))).toBe('tool-failed');
  });

  it('come back as they were printed', () => {
    const value = fc.stringMatching(/^[ -~]*$/);
    const names = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(
        fc.array(fc.option(value, { nil: undefined }), { minLength: 4, maxLength: 4 }),
        (values) => {
          const printed = names.flatMap((name, at) =>
            values[at] === undefined ? [] : [`${name}: ${values[at]}\n`],
          );
          const found = fact(parseRcSettings(printed.join(''), names));
          expect(names.map((name) => found.get(name))).toEqual(values);
        },
      ),
    );
  });

  it.each([
    ['YES', true],
    ['yes', true],
    ['On', true],
    ['1', true],
    ['NO', false],
    ['', false],
    ['YES please', false],
    [undefined, false],
  ])('say yes with %s: %s', (value, is) => {
    expect(saysYes(value)).toBe(is);
  });
});

describe('the variable that turns a service on', () => {
  it('is read as recorded of each service', () => {
    const recorded = commandsLike(/^service \S+ rcvar$/).filter(({ exit }) => exit === 0);
    expect(recorded.length).toBeGreaterThanOrEqual(5);
    for (const { command, stdout } of recorded) {
      const name = /service (\S+) /.exec(command)?.[1] ?? '';
      const rcvar = fact(parseRcvar(stdout));
      expect(rcvar?.name, command).toBe(
        { nfsd: 'nfs_server_enable', statd: 'rpc_statd_enable', lockd: 'rpc_lockd_enable' }[name] ??
          `${name}_enable`,
      );
      expect(rcvar?.enabled, command).toBe(stdout.includes('_enable="YES"'));
    }
  });

  it('is asked of the script', async () => {
    const { exec, asked } = answering(exited(0, '# x\n#\nx_enable="YES"\n#   (default: "")\n\n'));
    expect(fact(await readRcvar(exec, 'x-server', 1000))).toEqual({
      name: 'x_enable',
      enabled: true,
    });
    expect(asked).toMatchObject([{ tool: '/usr/sbin/service', args: ['x-server', 'rcvar'] }]);
    const unknown = answering(exited(1, 'x does not exist in /etc/rc.d or the local startup\n'));
    expect(problemOf(await readRcvar(unknown.exec, 'x', 1000))).toBe('tool-failed');
  });

  it('may be missing, and is not guessed from other words', () => {
    expect(fact(parseRcvar('# x\n#\n\n'))).toBeUndefined();
    expect(problemOf(parseRcvar('x_enable is YES\n'))).toBe('unreadable');
    expect(problemOf(parseRcvar('x_enable="YES"'))).toBe('unreadable');
  });
});
