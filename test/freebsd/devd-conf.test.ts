import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  parseDevdConf,
  forRelease,
  rulesFor,
  type DevdConf,
  type DevdRule,
} from '../../src/freebsd/devd-conf.ts';
import { readDevdConf } from '../../src/freebsd/devd-files.ts';
import { commandsLike } from '../support/recordings.ts';
import { memoryFiles } from '../support/memory-files.ts';

const shipped = readFileSync(new URL('../../devd/carphast.conf', import.meta.url), 'utf8');
const master = { system: 'CARP', subsystem: '1@em0', type: 'MASTER' };

function one(text: string): DevdConf {
  return parseDevdConf([{ path: '/etc/devd.conf', text }]);
}

function rules(...texts: readonly string[]): readonly DevdRule[] {
  const conf = parseDevdConf(texts.map((text, at) => ({ path: `/${at}.conf`, text })));
  if (conf.kind === 'invalid') throw new Error(`${conf.file}:${conf.line}: ${conf.text}`);
  return conf.rules;
}

function carp(priority: number, pattern = 'MASTER', extra = ''): string {
  return `notify ${priority} {\n\tmatch "system" "CARP";\n\tmatch "type" "${pattern}";${extra}\n\taction "x";\n};\n`;
}

describe("devd's configuration", () => {
  it('is read with options, sets, comments and blocks of every kind', () => {
    const text = `# devd.conf
options {
	directory "/etc/devd";
	directory "/usr/local/etc/devd";
	pid-file "/var/run/devd.pid";
	set wifi-nic
		"(ath|iwn)[0-9]+";
};
/* a comment
 * of lines **/
attach 10 { device-name "umass[0-9]+"; action "logger $device-name"; };
detach 10 { class "x"; subdevice "y"; media-type "ethernet"; action "x"; };
nomatch 10 { match "bus" "usb"; action "x"; };	// none
notify 0 {
	match "system" "IFNET";
	match "subsystem" "$wifi-nic";
	action "one \\
		two";
	action "three";
};
`;
    expect(one(text)).toEqual({
      kind: 'parsed',
      directories: ['/etc/devd', '/usr/local/etc/devd'],
      rules: [
        {
          kind: 'notify',
          priority: 0,
          file: '/etc/devd.conf',
          line: 14,
          matches: [
            { variable: 'system', pattern: 'IFNET' },
            { variable: 'subsystem', pattern: '(ath|iwn)[0-9]+' },
          ],
          actions: ['one two', 'three'],
        },
      ],
    });
  });

  it('may be empty, have blocks without anything, and examples in comments', () => {
    expect(one('')).toMatchObject({ kind: 'parsed', rules: [] });
    const text = `nomatch 0 {
#	action "logger Unknown device: $pnpinfo";
};
notify 5 { };
/* EXAMPLES
# It's an example: "user:x:swap:devctl=1G" **
notify 10 { match "system" "CARP"; action "/etc/x $notify"; };
*/
notify 10 { match "type" "ereport.fs.zfs.vdev\\..*"; action "logger 'x, y' $_"; };
`;
    expect(rules(text)).toMatchObject([{ line: 9, actions: ["logger 'x, y' $_"] }]);
  });

  it('joins a string that goes on in the next line, in a set too', () => {
    const text = `options { set nic "(ath|\\\n\t\trun)[0-9]+"; };
notify 0 { match "subsystem" "!$nic"; action "x"; };`;
    expect(rules(text)[0]?.matches).toEqual([
      { variable: 'subsystem', pattern: '!(ath|run)[0-9]+' },
    ]);
  });

  it('as recorded on the pair is valid', () => {
    const [lab] = commandsLike(/cat \/etc\/devd\/lab\.conf/);
    const text = /^notify[^]*?(?=#!)/m.exec(lab?.stdout ?? '')?.[0] ?? '';
    const found = rules(text);
    expect(found.map(({ line }) => line)).toEqual([1, 5, 10]);
    expect(rulesFor(found, master)).toHaveLength(1);
    const cdev = { system: 'DEVFS', subsystem: 'CDEV', type: 'CREATE', cdev: 'hast/data' };
    expect(rulesFor(found, cdev).map(({ line }) => line)).toEqual([10]);
  });

  it('as recorded with a syntax error is refused at the line that devd named', () => {
    expect(one('notify 100 { match system CARP\n')).toEqual({
      kind: 'invalid',
      file: '/etc/devd.conf',
      line: 1,
      text: 'found "system", expected a string in double quotes',
    });
  });

  it.each([
    ['a block without its semicolon', 'notify 1 { action "x"; }\nnotify 2 { };', 2],
    ['a block that does not end', 'notify 1 {\n action "x";\n', 2],
    ['a statement without semicolon', 'notify 1 {\n\n action "x" };', 3],
    ['a string that is empty, for flex knows none', 'notify 1 { match "a" "";\n action "x"; };', 2],
    ['a word that is none of its own', 'reload 1 { };', 1],
    ['a number that is a word', 'notify high { };', 1],
    ['a last line that is a comment without an end', 'notify 1 { action "x"; };\n# the end', 2],
    ['an option that is none', 'options { pidfile "x"; };', 1],
    ['options without any', 'options { };', 1],
    ['a keyword that is quoted', 'notify 1 { "match" "a" "b"; };', 1],
  ])('with %s is refused', (_story, text, line) => {
    expect(one(text)).toMatchObject({ kind: 'invalid', line });
  });

  it('is the same however it is laid out', () => {
    const layout = fc.constantFrom(' ', '\n', '\t', ' # remark\n', '// {\n', '/* ; } */');
    const priority = fc.nat(500);
    fc.assert(
      fc.property(fc.array(fc.tuple(priority, fc.array(layout))), (blocks) => {
        const text = blocks
          .map(([number, blanks]) => {
            const words = ['notify', `${number}`, '{', 'match', '"a"', '"b"', ';', '}', ';'];
            return words.map((word, at) => `${word} ${blanks[at] ?? ''}`).join('');
          })
          .join('\n');
        expect(rules(text).map((rule) => rule.priority)).toEqual(blocks.map(([number]) => number));
      }),
    );
  });

  it('is either parsed or refused, whatever stands in it', () => {
    const word = fc.constantFrom(
      'notify',
      'match',
      'action',
      '1',
      '{',
      '}',
      ';',
      '"x"',
      '"',
      '#',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
        const conf = one(words.join(' '));
        if (conf.kind === 'invalid')
          expect(conf.line).toBeLessThanOrEqual(words.join(' ').split('\n').length);
      }),
    );
  });
});

describe('the rules for an event', () => {
  it('are those that match, the highest number first, then as they were read', () => {
    const found = rulesFor(rules(carp(10) + carp(200), carp(100), carp(100)), master);
    expect(found.map(({ priority, file }) => `${priority} ${file}`)).toEqual([
      '200 /0.conf',
      '100 /1.conf',
      '100 /2.conf',
      '10 /0.conf',
    ]);
    expect(found.every(({ certain }) => certain)).toBe(true);
  });

  it.each([
    ['MASTER', true],
    ['master', true],
    ['MAST', false],
    ['MASTER|BACKUP', true],
    ['XMASTER|BACKUP', false],
    ['(MASTER|BACKUP|INIT)', true],
    ['!MASTER', false],
    ['!BACKUP', true],
    ['.*', true],
    ['[[:alpha:]]+', true],
    ['[^[:digit:]]{6}', true],
    ['[^[:digit:]]{7,}', false],
    ['[]M-]ASTER', true],
    ['$nothing', false],
  ])('match %s: %s', (pattern, is) => {
    expect(rulesFor(rules(carp(1, pattern)), master)).toHaveLength(is ? 1 : 0);
  });

  const tooLong = `MASTER${'(a\t'.repeat(5000)}${')'.repeat(5000)}`;
  it.each([
    '(MASTER',
    '*MASTER',
    'MASTE\\w',
    '[[.M.]]ASTER',
    'M**',
    '(?:MASTER)',
    '[z-a]',
    tooLong,
  ])('may match where nobody can tell: %.20s', (pattern) => {
    expect(rulesFor(rules(carp(1, pattern)), master)).toMatchObject([{ certain: false }]);
  });

  it('do not match where one thing cannot be told, and another does not match', () => {
    expect(rulesFor(rules(carp(1, '(', '\nmatch "subsystem" "2@.*";')), master)).toEqual([]);
  });

  it('see a variable that the event does not have as empty', () => {
    const extra = '\nmatch "cdev" ".+";';
    expect(rulesFor(rules(carp(1, 'MASTER', extra)), master)).toEqual([]);
    expect(rulesFor(rules(carp(1, 'MASTER', '\nmatch "cdev" "!.+";')), master)).toHaveLength(1);
  });

  it('of a rule for every event are that rule', () => {
    expect(rulesFor(rules('notify 7 { action "logger $*"; };'), master)).toHaveLength(1);
  });

  it('know our own for each state, and for nothing else', () => {
    const ours = rules(shipped);
    for (const type of ['MASTER', 'BACKUP', 'INIT'])
      expect(rulesFor(ours, { ...master, type })).toMatchObject([{ priority: 100, certain: true }]);
    expect(rulesFor(ours, { ...master, system: 'IFNET', type: 'LINK_UP' })).toEqual([]);
  });

  it('take plain words for themselves alone', () => {
    const text = fc.stringMatching(/^[A-Za-z0-9@ ]+$/);
    fc.assert(
      fc.property(text, text, (pattern, type) => {
        const found = rulesFor(rules(carp(1, pattern)), { ...master, type });
        expect(found.length === 1).toBe(pattern.toLowerCase() === type.toLowerCase());
      }),
    );
  });
});

describe('the files that devd reads', () => {
  const head = 'options { directory "/etc/devd"; };\n';

  it('are devd.conf and the *.conf of its directories', () => {
    const files = {
      ...memoryFiles({
        '/etc/devd.conf': head,
        '/etc/devd/a.conf': carp(3),
        '/etc/devd/b.sh': '(',
      }),
      list: (path: string) => (path === '/etc/devd' ? ['a.conf', 'b.sh'] : undefined),
    };
    const { conf } = readDevdConf(files);
    expect(conf).toMatchObject({ kind: 'parsed', rules: [{ file: '/etc/devd/a.conf' }] });
    const also = { path: '/etc/devd/new.conf', text: carp(4) };
    expect(readDevdConf(files, also).conf).toMatchObject({
      rules: [{ priority: 3 }, { priority: 4 }],
    });
    const instead = { path: '/etc/devd/a.conf', text: carp(5) };
    expect(readDevdConf(files, instead).conf).toMatchObject({ rules: [{ priority: 5 }] });
    const elsewhere = { path: '/usr/local/etc/devd/new.conf', text: carp(4) };
    expect(readDevdConf(files, elsewhere).conf).toMatchObject({ rules: [{ priority: 3 }] });
  });

  it('are not there without devd.conf', () => {
    expect(readDevdConf(memoryFiles()).conf).toEqual({
      kind: 'invalid',
      file: '/etc/devd.conf',
      line: 0,
      text: 'no such file',
    });
  });
});

describe('a rule with the old name of the kernel', () => {
  const conf = parseDevdConf([
    { path: '/etc/devd/old.conf', text: 'notify 1 { match "system" "kern"; action "x"; };\n' },
  ]);

  it('is accepted before FreeBSD 15, and where the release is not known', () => {
    expect(forRelease(conf, 1_402_000)).toBe(conf);
    expect(forRelease(conf, undefined)).toBe(conf);
  });

  it('keeps devd of FreeBSD 15 from starting', () => {
    expect(forRelease(conf, 1_500_000)).toMatchObject({
      kind: 'invalid',
      file: '/etc/devd/old.conf',
      line: 1,
    });
  });
});
