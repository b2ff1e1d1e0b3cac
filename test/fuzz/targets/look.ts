import assert from 'node:assert/strict';
import { exit } from '../../../src/commands/exit.ts';
import { plan } from '../../../src/commands/plan.ts';
import { status } from '../../../src/commands/status.ts';
import { configPath } from '../../../src/config/load.ts';
import { readElapsed } from '../../../src/freebsd/ps.ts';
import type { Command, Exec, Ran } from '../../../src/system/ports.ts';
import { readMountpoint } from '../../../src/world/mountpoints.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import * as samples from '../../support/samples.ts';
import type { Dice } from '../dice.ts';
import { mutate } from '../mutate.ts';
import { createOutside } from '../outside.ts';
import { assertNoHoles, assertWhole, type Play, type Target } from '../target.ts';

export const lookTargets: readonly Target[] = [
  { name: 'whole-machine', share: 8, play: playMachine },
  { name: 'ls', share: 3, play: playList },
  { name: 'ps-elapsed', share: 2, play: playElapsed },
];

const words = ['data', 'zdata', 'tank', '1@em0', 'MASTER', 'BACKUP', 'primary', 'secondary', '/d'];

/** Sound answers of each tool, by the beginning of what is asked. */
const answers: readonly (readonly [string, readonly string[]])[] = [
  ['ifconfig -a', samples.ifconfigs],
  ['sysctl', samples.carpSysctls],
  ['hastctl list', samples.hastLists],
  ['hastctl status', samples.hastStatuses],
  ['hastctl dump', samples.hastDumps],
  ['mount -p', samples.mountTables],
  ['mount --libxo', [samples.mountJson]],
  ['ps axww', samples.processTables],
  ['zpool list', ['', ...samples.poolLists]],
  ['zpool status', samples.poolStatuses],
  ['zfs list', [samples.datasetList]],
  ['service', samples.serviceAnswers.map(({ stdout }) => stdout)],
  ['ls', ['', 'lost+found\n', 'db\n.snap\n']],
];
const everything = answers.flatMap(([, texts]) => texts);

const tomls = [
  '',
  'services = ["mysql-server"]\nfilesystems = [{ resource = "data", mountpoint = "/mnt/data" }]\n',
  'vhids = ["1@em0"]\nresources = ["data", "zdata"]\nfilesystems = []\n' +
    'pools = [{ name = "tank", resources = ["zdata"] }]\nservices = ["nfsd", "mountd"]\n',
];

/** Every tool answers something, or nothing, or does not answer. */
function playMachine(dice: Dice): Play {
  const said: string[] = [];
  const exec: Exec = (command) => {
    const ran = answerOf(dice, command);
    said.push(`${nameOf(command)}: ${JSON.stringify(ran).slice(0, 1500)}`);
    return Promise.resolve(ran);
  };
  const etc = dice.chance(0.5)
    ? samples.hastConf
    : mutate(dice, { samples: [samples.hastConf], words });
  const texts = {
    [configPath]: dice.pick(tomls),
    '/etc/hast.conf': etc,
    '/etc/fstab': dice.chance(0.5)
      ? samples.fstab
      : mutate(dice, { samples: [samples.fstab], words }),
  };
  const verb = dice.chance(0.5) ? plan : status;
  const json = dice.chance(0.5);
  return {
    input: { texts, said, verb: verb.name, json },
    run: async () => {
      const { open, printed } = createOutside({
        files: memoryFiles(texts),
        exec,
        privileged: true,
      });
      const result =
        verb === plan
          ? await plan(open.session, { kind: 'now' }, json)
          : await status(open.session, { json, local: false, watch: false });
      return () => {
        const expected = [exit.done, exit.refused, exit.unavailable, exit.config];
        assert.ok(
          expected.some((one) => one === result),
          `exit ${result}`,
        );
        assert.ok(printed.length > 0);
        printed.forEach(assertNoHoles);
      };
    },
  };
}

function nameOf({ tool, args }: Command): string {
  return `${tool.slice(tool.lastIndexOf('/') + 1)} ${args.join(' ')}`;
}

function answerOf(dice: Dice, command: Command): Ran {
  const own = answers.find(([asked]) => nameOf(command).startsWith(asked))?.[1] ?? [''];
  const output = { stderr: dice.chance(0.9) ? '' : 'ps: said no\n', durationMs: 1 };
  const sound = dice.pick(dice.chance(0.95) ? own : everything);
  const stdout = dice.chance(0.6) ? sound : mutate(dice, { samples: [sound], words });
  if (dice.chance(0.9)) {
    const status = dice.chance(0.85) ? 0 : dice.pick([1, 2, 64, 69, 70, 71, 72, 78, 255]);
    return { kind: 'exited', status, stdout, ...output };
  }
  return dice.pick<Ran>([
    { kind: 'killed', signal: 'SIGKILL', stdout, ...output },
    { kind: 'timed-out', limitMs: 10, stuck: true, stdout, ...output },
    { kind: 'cancelled', stuck: false, stdout, ...output },
    { kind: 'missing', durationMs: 1 },
    { kind: 'unstartable', message: 'EAGAIN', durationMs: 1 },
  ]);
}

/** A directory with something in it is never empty; one that could not be read is never missing. */
function playList(dice: Dice): Play {
  const sound = dice.pick(['', 'db\n', 'db\nlog\n', '.snap\nlost+found\n']);
  const stdout = dice.chance(0.3)
    ? sound
    : mutate(dice, { samples: [sound], words: ['db', 'db\n'] });
  const status = dice.pick([0, 0, 0, 1]);
  const stderr = dice.pick(['', 'ls: /d/.: No such file or directory\n', 'ls: /d: Device error\n']);
  const first = { kind: 'exited', status, stdout, stderr, durationMs: 1 } as const;
  return {
    input: first,
    run: async () => {
      const exec: Exec = ({ args }) =>
        Promise.resolve(args.at(-1) === '/d/.' ? first : { ...first, status: 0, stdout: '' });
      const state = await readMountpoint(exec, { path: '/d', nested: ['/d/db'] }, 10);
      return () => {
        const names = stdout.split('\n').filter((name) => name !== '');
        if (state === 'empty') {
          assert.ok(status === 0 && names.every((name) => name === 'db'));
          assert.ok(stdout === '' || stdout.endsWith('\n'), 'it was cut');
        }
        if (state === 'missing') assert.ok(status === 1 && stderr.includes('No such'));
      };
    },
  };
}

/** Whether a process is gone is believed of a silent refusal alone. */
function playElapsed(dice: Dice): Play {
  const samplesOf = ['  4711 /usr/local/bin/node carphast  \n', '0 sh\n', ''];
  const stdout = mutate(dice, {
    samples: samplesOf,
    words: ['1 ', 'x y\n', '99999999999999999 a\n'],
  });
  const status = dice.pick([0, 0, 1]);
  const stderr = dice.pick(['', '', 'ps: cannot\n']);
  const ran: Ran = { kind: 'exited', status, stdout, stderr, durationMs: 1 };
  return {
    input: ran,
    run: async () => {
      const reading = await readElapsed(() => Promise.resolve(ran), 33, 10);
      return () => {
        if (!reading.known) return;
        if (reading.value !== undefined) assertWhole(reading.value);
        else assert.ok(status === 1 && stdout.trim() === '' && stderr === '');
      };
    },
  };
}
