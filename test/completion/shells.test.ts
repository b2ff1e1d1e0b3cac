import { join } from 'node:path';
import { afterEach, describe, expect, test, type TestContext } from 'vitest';
import { completionFiles, type Shell } from '../../src/completion/files.ts';
import { pipelines } from '../../src/completion/values.ts';
import { asks } from './asks.ts';
import { ground, isInstalled, type Ground } from './shells.ts';

// The scripts are asked by the shells themselves: apt-get install zsh fish tcsh, pkg install bash zsh fish.

let made: Ground | undefined;
afterEach(() => {
  made?.remove();
  made = undefined;
});

function groundFor(shell: Shell, context: TestContext): Ground {
  if (!isInstalled(shell)) context.skip(`${shell} is not installed`);
  made = ground(shell);
  return made;
}

test.for(Object.keys(completionFiles) as Shell[])(
  '%s finds no error in its script',
  (shell, context) => {
    const { run, script } = groundFor(shell, context);
    expect(run([shell, '-n', script])).toBe('');
  },
);

test('what is read from the machine is read by any sh, and nothing is said without a file', () => {
  made = ground('bash');
  const { run, directory } = made;
  const here = (line: string): string =>
    line
      .replaceAll('/etc/hast.conf', join(directory, 'hast.conf'))
      .replaceAll('/usr/local/etc/carphast.toml', join(directory, 'carphast.toml'));
  expect(run(['sh', '-c', here(pipelines.resources)])).toBe('data\nlogs-1\n');
  expect(run(['sh', '-c', here(pipelines.groups)])).toBe('db\nfiles\n');
  expect(run(['sh', '-c', pipelines.vhids])).toBe('1@em0\n7@em0\n12@em1.5\n');
  expect(run(['sh', '-c', pipelines.groups.replaceAll('/usr/', '/nowhere/')])).toBe('');
});

test('bash offers it', (context) => {
  const { run, script } = groundFor('bash', context);
  const lines = asks.map(([typed]) => {
    const words = typed.split(' ').map((word) => `'${word}'`);
    return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}
      _carphast "\${COMP_WORDS[0]}" "\${COMP_WORDS[COMP_CWORD]}" x; echo "\${COMPREPLY[*]}"`;
  });
  const said = run(['bash', '--norc', '-c', [`source ${script}`, ...lines].join('\n')]).split('\n');
  asks.forEach(([typed, offered], at) => {
    expect([typed, sorted(said[at]?.split(' ') ?? [])]).toEqual([typed, sorted(offered)]);
  });
});

test('fish offers it', (context) => {
  const { run, script } = groundFor('fish', context);
  const lines = asks.map(
    ([typed]) => `echo "[" (complete -C '${typed}' | string split -f1 \\t) "]"`,
  );
  const said = run(['fish', '--no-config', '-c', [`source ${script}`, ...lines].join('\n')]);
  const answers = [...said.matchAll(/^\[ (.*?) ?\]$/gm)].map((match) => match[1]?.split(' ') ?? []);
  asks.forEach(([typed, offered], at) => {
    expect([typed, answers[at]]).toEqual([typed, expect.arrayContaining([...offered])]);
  });
});

// Typed at the pace of a terminal, which a busy machine may not keep.
describe('at a terminal, Tab completes', { retry: 2 }, () => {
  /** Where Tab leaves one word, and what the line is then. */
  const lines = asks
    .filter(([typed, offered]) => offered.length === 1 && !typed.startsWith('hastdirty'))
    .map(([typed, [word = '']]) => ({
      typed,
      whole: `${typed.slice(0, typed.lastIndexOf(' ') + 1)}${word}`.replace(/^\w+ /, ''),
    }));

  test('in zsh', (context) => {
    const { run, directory } = groundFor('zsh', context);
    const set = `PS1=; fpath=(${directory} $fpath); autoload -Uz compinit; compinit -D -u
      for each in carphast hastrole hastdirty hastrecover; do eval "$each() { print -r -- \\"DONE \\$*\\" }"; done`;
    const typing = lines.map(({ typed }) => `zpty -w z '${typed}'$'\\t'; sleep 0.2`).join('\n');
    const said = run([
      'zsh',
      '-f',
      '-c',
      `zmodload zsh/zpty; zpty z zsh -f -i
       zpty -w z '${set}; print RE''ADY'; zpty -r z out '*READY*'; sleep 0.5
       ${typing}
       zpty -w z 'print -r THE''END'; zpty -r z out '*THEEND*'; print -r -- "$out"; zpty -d z`,
    ]);
    for (const { whole } of lines) expect(said).toMatch(done(whole));
  });

  test('in tcsh', (context) => {
    const { run, script } = groundFor('tcsh', context);
    const terminal = run(['script', '-qec', 'true', '/dev/null']);
    if (terminal !== '') context.skip('no script(1) that makes terminals');
    const names = ['carphast', 'hastrole', 'hastdirty', 'hastrecover'];
    const input = [
      ...names.map((name) => `alias ${name} echo DONE`),
      `source ${script}`,
      ...lines.filter(({ typed }) => !/--config/.test(typed)).map(({ typed }) => `${typed}\t`),
      'exit',
    ];
    const typing = input.map((line) => `printf '%s\\n' '${line}'; sleep 0.2`).join('\n');
    const said = run([
      'sh',
      '-c',
      `(echo 'touch ready'; until [ -e ready ]; do sleep 0.1; done; sleep 0.5\n${typing}\n) | script -qec 'tcsh -f' /dev/null`,
    ]);
    for (const { typed, whole } of lines)
      if (!/--config/.test(typed)) expect(said).toMatch(done(whole));
  });
});

function done(words: string): RegExp {
  return new RegExp(`DONE ${words.replace(/[.+*?]/g, '\\$&')} *\\r?$`, 'm');
}

function sorted(words: readonly string[]): readonly string[] {
  return [...words].sort();
}
