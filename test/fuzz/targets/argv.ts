import assert from 'node:assert/strict';
import { runCommandLine } from '../../../src/cli.ts';
import { checkExit, exit } from '../../../src/commands/exit.ts';
import { operands, rootOf } from '../../../src/commands/operands.ts';
import { verbs } from '../../../src/commands/verbs.ts';
import { readWords } from '../../../src/commands/words.ts';
import { configPath } from '../../../src/config/load.ts';
import { tools } from '../../../src/freebsd/tools.ts';
import type { Command } from '../../../src/system/ports.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import type { Dice } from '../dice.ts';
import { mutate } from '../mutate.ts';
import { createOutside } from '../outside.ts';
import type { Play, Target } from '../target.ts';

export const argvTargets: readonly Target[] = [
  { name: 'words', share: 6, play: playWords },
  { name: 'command-line', share: 6, play: playCommandLine },
];

const states = [
  'MASTER',
  'BACKUP',
  'INIT',
  'AUTO',
  'master',
  'slave',
  'Init',
  'LINK_UP',
  'link_down',
];
const subjects = [
  '1@em0',
  '255@vlan0.5',
  '256@em0',
  '@',
  'em0',
  '1@',
  '$subsystem',
  '$type',
  '01@em0',
];
const options = [
  ...[
    '--json',
    '--steps',
    '-n',
    '3',
    '--last=-1',
    '--last',
    '1e999',
    '-v',
    '--verbose',
    '--detach',
  ],
  ...[
    '--config',
    '-c',
    '/x.toml',
    '--root',
    '--root=',
    '--root=/x',
    '--help',
    '-h',
    '--',
    '-',
    '-x',
  ],
  ...[
    '--scenario',
    '--list',
    '--version',
    '--json=1',
    '-vc',
    '--no-json',
    'carp-unreadable',
    'main',
  ],
  ...[
    '--yes',
    '--keep',
    '--uninstall',
    'split-brain',
    'connect',
    'data',
    '',
    ' ',
    '__proto__',
    'constructor',
    'toString',
    'prototype',
  ],
];
const dictionary = [...verbs, ...states, ...subjects, ...options];

/** Words as a devd rule or a person gets them wrong. */
function argvOf(dice: Dice): readonly string[] {
  const count = dice.pick([0, 1, 1, 2, 2, 2, 3, 4, 6]);
  const argv = Array.from({ length: count }, () => wordOf(dice));
  if (dice.chance(0.005)) return Array.from({ length: 5000 }, () => dice.pick(dictionary));
  return argv;
}

function wordOf(dice: Dice): string {
  if (dice.chance(0.25)) return dice.pick([...states.slice(0, 4), ...subjects.slice(0, 2)]);
  if (dice.chance(0.25)) return dice.pick(verbs);
  if (dice.chance(0.7)) return dice.pick(dictionary);
  return mutate(dice, { samples: dictionary, words: dictionary });
}

function playWords(dice: Dice): Play {
  const argv = argvOf(dice);
  return {
    input: argv,
    run: () => {
      const words = operands(argv);
      const read = readWords(words, verbs);
      const root = rootOf(argv);
      return () => {
        assert.equal(typeof root, 'string');
        assert.ok(words.every((word) => argv.includes(word)));
        if (read.kind === 'usage') assert.ok(read.found !== '' && read.expected !== '');
        else if (read.event.kind === 'vhid')
          assert.match(read.event.vhid, /^(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])@[\w.:-]{1,15}$/);
        else if (read.event.kind === 'link') assert.match(read.event.interface, /^[\w.:-]{1,15}$/);
      };
    },
  };
}

/** The last one is of `check`: not known. */
const statuses: readonly number[] = [
  ...Object.values(exit).filter((one) => one !== exit.internal),
  checkExit('unknown'),
];

/** The whole program; only its simulated scenarios are left out, which are played elsewhere. */
function playCommandLine(dice: Dice): Play {
  const argv = argvOf(dice).map((word) => (word === 'rehearse' ? 'rehears' : word));
  const toml = dice.pick(['', 'vhids = ["1@em0"]\nresources = []\nfilesystems = []\n', 'x = [']);
  const outside = createOutside({
    files: memoryFiles({ [configPath]: toml }),
    privileged: dice.chance(0.5),
  });
  const said: string[] = [];
  return {
    input: { argv, toml },
    run: async () => {
      const status = await runCommandLine(argv, undefined, {
        open: () => outside.open,
        write: (_to, text) => void said.push(text),
      });
      return () => {
        assert.ok(statuses.includes(status), `exit ${status}`);
        for (const command of outside.asked) assert.ok(isLook(command), JSON.stringify(command));
        const silent = said.length === 0 && outside.printed.length === 0;
        assert.ok(status === exit.done || !silent, 'it fails without a word');
      };
    },
  };
}

/** Nothing that changes anything. */
function isLook({ tool, args }: Command): boolean {
  const [first = ''] = args;
  switch (tool) {
    case tools.hastctl:
      return ['list', 'status', 'dump'].includes(first);
    case tools.ifconfig:
      return args.join(' ') === '-a';
    case tools.mount:
      return args.includes('-p');
    case tools.zpool:
    case tools.zfs:
      return ['list', 'status', 'get'].includes(first) || args.join(' ') === 'import -d /dev/hast';
    case tools.service:
      return ['onestatus', 'rcvar', 'enabled'].includes(args.at(-1) ?? '');
    case tools.kldstat:
      return first === '-q';
    case tools.sysrc:
      return first === '-i' && !args.join(' ').includes('=');
    case tools.sysctl:
      return !args.join(' ').includes('=');
    default:
      return [tools.ps, tools.ls, tools.kldstat].some((look) => look === tool);
  }
}
