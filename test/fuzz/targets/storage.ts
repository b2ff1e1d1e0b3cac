import assert from 'node:assert/strict';
import { judgeFsck } from '../../../src/freebsd/fsck.ts';
import { parseServiceStatus, type ServiceAnswer } from '../../../src/freebsd/service.ts';
import type { ServiceStatus } from '../../../src/freebsd/types.ts';
import { parseDatasets } from '../../../src/freebsd/zfs.ts';
import { parseVdevs } from '../../../src/freebsd/zpool-vdevs.ts';
import { parseImportable, parsePools } from '../../../src/freebsd/zpool.ts';
import {
  checks,
  datasetList,
  poolImports,
  poolLists,
  poolStatuses,
  serviceAnswers,
} from '../../support/samples.ts';
import type { Dice } from '../dice.ts';
import { mutate } from '../mutate.ts';
import {
  assertWhole,
  judgeReading,
  lineLike,
  literal,
  textTarget,
  type Play,
  type Target,
} from '../target.ts';

const poolWords = [
  ...[
    'tank',
    'ONLINE',
    'UNAVAIL',
    'SUSPENDED',
    '   pool: b\n',
    '     id: 12\n',
    '  state: ONLINE\n',
  ],
  ...['\t  mirror-0  ONLINE  0 0 0\n', '\tlogs\n', '\tspares\n', 'was /dev/hast/b', 'INUSE'],
  ...[
    'errors: No known data errors\n',
    '\tNAME  STATE\n',
    'legacy',
    'noauto',
    'yes',
    'tank/db\ton',
  ],
];

export const storageTargets: readonly Target[] = [
  textTarget({
    name: 'zpool-list',
    samples: poolLists,
    words: poolWords,
    parse: parsePools,
    supports: (pools, text) => {
      for (const { name, health } of pools) assert.ok(text.includes(`${name}\t${health}\n`));
    },
  }),
  textTarget({
    name: 'zpool-import',
    samples: poolImports,
    words: poolWords,
    parse: parseImportable,
    supports: (pools, text) => {
      for (const { name, state } of pools) {
        assert.ok(lineLike(text, new RegExp(`^ +pool: ${literal(name)}$`)), name);
        assert.ok(lineLike(text, new RegExp(`^ +state: ${state}`)), state);
      }
    },
  }),
  textTarget({
    name: 'zpool-status',
    samples: poolStatuses,
    words: poolWords,
    parse: parseVdevs,
    supports: (devices, text) => {
      const rows = new Set(text.match(/^\t {2}[^\n]*$/gm)?.flatMap((row) => row.split(/\s+/)));
      const former = [...rows].map((word) => word.replace('/dev/', ''));
      for (const device of devices) assert.ok(rows.has(device) || former.includes(device), device);
      assert.match(text, /\tNAME +STATE[^]*\n(?!\t)[^\n]*\n/);
    },
  }),
  textTarget({
    name: 'zfs-list',
    samples: [datasetList],
    words: poolWords,
    parse: parseDatasets,
    supports: (datasets, text) => {
      assert.equal(datasets.length, text === '' ? 0 : text.split('\n').length - 1);
      for (const { name, canmount, mounted, mountpoint } of datasets) {
        const words = mounted ? ['yes'] : ['no', '-'];
        const rows = words.map((word) => `${name}\t${canmount}\t${word}\t${mountpoint}\n`);
        assert.ok(rows.some((row) => text.includes(row)));
      }
    },
  }),
  { name: 'service', share: 5, play: playService },
  { name: 'fsck', share: 3, play: playFsck },
];

const serviceWords = [
  ...['nfsd is running as pid 1507 1508.\n', 'b is not running.\n', ' is running', 'as pid 99.\n'],
  ...["Cannot 'onestatus' x. Set x_enable\n", 'x does not exist in /etc/rc.d or\n', 'pid -1.'],
];

function playService(dice: Dice): Play {
  const recorded = dice.pick(serviceAnswers);
  const other = dice.pick([0, 1, 3, 69, 255]);
  const status = dice.chance(0.6) ? recorded.exit : other;
  const stdout = mutate(dice, { samples: [recorded.stdout], words: serviceWords });
  const stderr = dice.chance(0.9) ? '' : "x: unknown directive 'onestatus'.\n";
  const answer = { status, stdout, stderr };
  return {
    input: answer,
    run: () => {
      const reading = parseServiceStatus(answer);
      return () => {
        judgeReading(reading, (value) => {
          serviceStands(value, answer);
        });
      };
    },
  };
}

/** A daemon that is said to run is never passed over, even where the line is cut. */
function serviceStands({ state, pids }: ServiceStatus, { status, stdout }: ServiceAnswer): void {
  const saysRunning = lineLike(stdout, /^\S+ is running as pid/);
  const saysNot = lineLike(stdout, /^\S+ is not running\.$/);
  if (state === 'running') assert.ok(status === 0 && !saysNot);
  if (state === 'stopped') assert.ok(saysNot ? !saysRunning : status !== 0 && !saysRunning);
  if (state === 'partial') assert.ok(saysRunning && saysNot);
  if (state === 'absent') assert.ok(stdout.includes('does not exist in /etc/rc.d '));
  for (const pid of pids) assert.match(stdout, new RegExp(`\\b0*${pid}\\b`));
}

const checkWords = [
  ...['NO WRITE', 'UNEXPECTED SOFT UPDATE INCONSISTENCY', 'RUN fsck MANUALLY', 'UNEXPECTED '],
  ...[
    '***** PLEASE RERUN FSCK *****\n',
    'Cannot find file system superblock',
    "Can't open /dev/x\n",
  ],
  ...['***** FILE SYSTEM STILL DIRTY *****\n', 'FILE SYSTEM CLEAN; SKIPPING CHECKS\n'],
];

function playFsck(dice: Dice): Play {
  const { output: sound, ...recorded } = dice.pick(checks);
  const status = dice.chance(0.5) ? recorded.status : dice.below(20);
  const mode = dice.pick(['preen', 'repair'] as const);
  const output = mutate(dice, { samples: [sound], words: checkWords });
  return {
    input: { mode, status, output },
    run: () => {
      const verdict = judgeFsck({ mode, status, output });
      return () => {
        assertWhole(verdict);
        const warns = /NO WRITE|PLEASE RERUN FSCK|Cannot find file system superblock/.test(output);
        if (verdict.kind === 'clean') assert.ok(status === 0 && !warns);
      };
    },
  };
}
