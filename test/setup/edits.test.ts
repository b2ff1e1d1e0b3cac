import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFstab } from '../../src/freebsd/fstab.ts';
import { addNoauto, setVariable } from '../../src/setup/edits.ts';
import { fact } from '../freebsd/answers.ts';

describe('a variable of rc.conf', () => {
  it.each([
    ['', 'x_enable="NO"\n'],
    ['a=1', 'a=1\nx_enable="NO"\n'],
    ['a=1\n\n', 'a=1\n\nx_enable="NO"\n'],
    ['x_enable="YES"', 'x_enable="NO"'],
    ['x_enable=YES # why\nb=2\n', 'x_enable="NO" # why\nb=2\n'],
    ["\tx_enable='yes'; y=1\n", '\tx_enable="NO"; y=1\n'],
    ['x_enable=\n', 'x_enable="NO"\n'],
    ['x_enable="YES"\nx_enable=YES\n', 'x_enable="YES"\nx_enable="NO"\n'],
    ['#x_enable="YES"\n', '#x_enable="YES"\nx_enable="NO"\n'],
    ['xx_enable="YES"\n', 'xx_enable="YES"\nx_enable="NO"\n'],
  ])('in %j', (text, after) => {
    expect(setVariable(text, 'x_enable', 'NO')).toEqual({ kind: 'edited', text: after });
  });

  it('that has the value already is left alone', () => {
    expect(setVariable('x_enable="NO"\n', 'x_enable', 'NO')).toEqual({ kind: 'unchanged' });
  });

  it.each([
    'x_enable="$y"',
    'x_enable=`hostname`',
    'x_enable="YES',
    'x_enable=a"b"',
    'x_enable=\\',
  ])('that is more than a word is left to a person: %s', (line) => {
    expect(setVariable(`a=1\n${line}\n`, 'x_enable', 'NO')).toEqual({ kind: 'unfit', line: 2 });
  });

  it('changes no other line', () => {
    const lines = fc.array(fc.stringMatching(/^[a-wyz #"=]*$/));
    fc.assert(
      fc.property(lines, lines, (above, below) => {
        const text = [...above, 'x_enable=YES', ...below].join('\n');
        const edited = setVariable(text, 'x_enable', 'NO');
        expect(edited).toEqual({
          kind: 'edited',
          text: [...above, 'x_enable="NO"', ...below].join('\n'),
        });
      }),
    );
  });
});

describe('a line of fstab', () => {
  const ours = (special: string): boolean => special.startsWith('/dev/hast/');

  it('gets noauto, and keeps its blanks and remarks', () => {
    const text =
      '# x\n/dev/a / ufs rw 1 1\n/dev/hast/data\t\t/mnt  ufs\trw,noatime\t2 2 # y\n' +
      ' /dev/hast/b /b ufs noauto,rw 0 0\n#/dev/hast/c /c ufs rw 0 0\n/dev/hast/d none swap sw';
    expect(addNoauto(text, ours)).toEqual({
      text:
        '# x\n/dev/a / ufs rw 1 1\n/dev/hast/data\t\t/mnt  ufs\trw,noatime,noauto\t2 2 # y\n' +
        ' /dev/hast/b /b ufs noauto,rw 0 0\n#/dev/hast/c /c ufs rw 0 0\n/dev/hast/d none swap sw,noauto',
      specials: ['/dev/hast/data', '/dev/hast/d'],
    });
  });

  it('reads as before, with that option more', () => {
    const blank = fc.constantFrom(' ', '\t', '  \t');
    const line = fc
      .tuple(fc.constantFrom('/dev/hast/x', '/dev/da0'), fc.constantFrom('rw', 'ro,noauto'), blank)
      .map(([special, options, gap]) => [special, '/m', 'ufs', options, '0', '0'].join(gap));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const before = lines.join('\n');
        const entries = fact(parseFstab(addNoauto(before, ours).text));
        const expected = fact(parseFstab(before)).map((entry) =>
          ours(entry.special) && !entry.options.includes('noauto')
            ? { ...entry, options: [...entry.options, 'noauto'] }
            : entry,
        );
        expect(entries).toEqual(expected);
      }),
    );
  });
});
