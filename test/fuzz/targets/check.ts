import assert from 'node:assert/strict';
import { parseDevdConf, rulesFor } from '../../../src/freebsd/devd-conf.ts';
import { parsePasswd } from '../../../src/freebsd/passwd.ts';
import { parseRcSettings } from '../../../src/freebsd/rc-conf.ts';
import { known, type Reading } from '../../../src/freebsd/reading.ts';
import { parseSysctls } from '../../../src/freebsd/sysctl-values.ts';
import { poolsInCache } from '../../../src/freebsd/zpool-cache.ts';
import { parseOnOff } from '../../../src/freebsd/zpool-multihost.ts';
import { zpoolCache } from '../../../src/sim/nvlist.ts';
import { carpSysctls } from '../../support/samples.ts';
import { mutate, type Sound } from '../mutate.ts';
import { assertWhole, judgeReading, judgeSentence, textTarget, type Target } from '../target.ts';

const devd: Sound = {
  samples: [
    'options {\n\tdirectory "/etc/devd";\n\tset re "(a|b)";\n};\nnotify 100 {\n\tmatch "system" "CARP";\n\tmatch "subsystem" "[0-9]+@.+";\n\tmatch "type" "(MASTER|BACKUP|INIT)";\n\taction "/usr/local/sbin/carphast $type $subsystem --detach";\n};\n',
    'attach 0 { device-name "$re"; action "x"; };\nnomatch 10 { match "bus" "uhub[0-9]+"; action "y"; };\n',
  ],
  words: [
    'match',
    'action',
    '"',
    '{',
    '};',
    '\\\n',
    '#',
    '/*',
    '*/',
    '$re',
    '!',
    '((',
    '[[:digit:]]',
  ],
};
const passwd: Sound = {
  samples: ['root:*:0:0:Charlie &:/root:/bin/sh\nmysql:*:88:88:MySQL:/var/db/mysql:/bin/sh\n'],
  words: [':', '+::::::', '-1', '4294967296', '#', 'a b'],
};
const asked = ['hastd_enable', 'rcshutdown_timeout', 'mysql_dbdir'];

/** What only a check and setup read. */
export const checkTargets: readonly Target[] = [
  textTarget({
    name: 'sysctls',
    samples: [...carpSysctls, 'kern.hostname: hast1\nkern.osreldate: 1302001\n'],
    words: ['kern.hostname:', ': ', 'unknown oid', '-1'],
    parse: parseSysctls,
    supports: (values, text) => {
      for (const [name, value] of values)
        assert.ok(text.includes(`${name}:${value === '' ? '' : ` ${value}`}`));
    },
  }),
  textTarget({
    name: 'sysrc',
    samples: ['hastd_enable: YES\nrcshutdown_timeout: 90\nmysql_dbdir: /mnt/data\nmore\n'],
    words: ['hastd_enable: ', 'NO', '\n\n'],
    parse: (text) => withoutUnset(parseRcSettings(text, asked)),
    supports: (values, text) => {
      for (const name of values.keys()) assert.ok(text.includes(`${name}: `));
    },
  }),
  textTarget({
    name: 'zpool-get',
    share: 1,
    samples: ['on\n', 'off\n'],
    words: ['-', 'default'],
    parse: parseOnOff,
    supports: (value, text) => {
      assert.equal(text.trim(), value ? 'on' : 'off');
    },
    openEnded: true,
  }),
  {
    name: 'devd-conf',
    share: 4,
    play: (dice) => {
      const text = mutate(dice, devd);
      return {
        input: text,
        run: () => {
          const conf = parseDevdConf([{ path: '/etc/devd.conf', text }]);
          const rules = conf.kind === 'parsed' ? conf.rules : [];
          const found = rulesFor(rules, { system: 'CARP', subsystem: '1@em0', type: 'INIT' });
          return () => {
            if (conf.kind === 'invalid') judgeSentence(conf.text);
            else assert.ok(found.length <= rules.length);
          };
        },
      };
    },
  },
  {
    name: 'passwd',
    share: 1,
    play: (dice) => {
      const text = mutate(dice, passwd);
      return {
        input: text,
        run: () => {
          const accounts = parsePasswd(text);
          return () => {
            assertWhole(accounts);
          };
        },
      };
    },
  },
  {
    name: 'zpool-cache',
    share: 2,
    play: (dice) => {
      const sound = {
        samples: [zpoolCache(['tank', 'zhast']).toString('latin1')],
        words: ['\0\0\0\u0004'],
      };
      const bytes = Buffer.from(mutate(dice, sound), 'latin1');
      return {
        input: bytes.toString('hex'),
        run: () => {
          const pools = poolsInCache(bytes);
          return () => {
            judgeReading(pools, (names) => {
              for (const name of names) assert.ok(bytes.includes(name, 0, 'latin1'));
            });
          };
        },
      };
    },
  },
];

/** A variable that nothing sets has no value, and that is no hole. */
function withoutUnset(
  reading: Reading<ReadonlyMap<string, string | undefined>>,
): Reading<ReadonlyMap<string, string>> {
  if (!reading.known) return reading;
  return known(
    new Map(
      [...reading.value].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  );
}
