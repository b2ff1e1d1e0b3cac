import { boot } from '../commands/boot.ts';
import { check, type CheckOptions } from '../commands/check.ts';
import { drill } from '../commands/drill.ts';
import { handleEvent } from '../commands/event.ts';
import { exit } from '../commands/exit.ts';
import { freeze } from '../commands/freeze.ts';
import { hastEvent } from '../commands/hast-event.ts';
import { maintenance, type MaintenanceWish } from '../commands/maintenance.ts';
import { promote } from '../commands/promote.ts';
import { recover } from '../commands/recover.ts';
import { reconcile } from '../commands/reconcile.ts';
import { release, type Wish } from '../commands/release.ts';
import { resume } from '../commands/resume.ts';
import { role } from '../commands/role.ts';
import type { Session } from '../commands/session.ts';
import { switchover, type SwitchoverWish } from '../commands/switchover.ts';
import { verbs } from '../commands/verbs.ts';
import { readWords } from '../commands/words.ts';
import { parseDuration } from '../config/duration.ts';
import { configPath } from '../config/load.ts';
import type { PairNode, SimMachine } from '../sim/index.ts';
import { readRole } from '../freebsd/hastctl-text.ts';
import { readVhids } from '../freebsd/ifconfig.ts';

/** carphast as a process of a simulated node. */
export interface Played {
  readonly machine: SimMachine;
  readonly words: readonly string[];
  /** What it printed so far, line by line. */
  readonly printed: readonly string[];
  /** The exit status; never resolves when it is killed. */
  readonly ended: Promise<number>;
}

/** Starts a command line on a simulated node, as devd or an operator would. */
export function play(node: PairNode, words: readonly string[]): Played {
  const machine = node.machine();
  const printed: string[] = [];
  const ended = runWords(sessionOn(machine, printed), words).then((status) => {
    machine.exit();
    return status;
  });
  return { machine, words, printed, ended };
}

function sessionOn(machine: SimMachine, printed: string[]): Session {
  return {
    machine,
    terminal: {
      interactive: false,
      watched: false,
      colour: false,
      print: (line) => void printed.push(line),
      complain: () => undefined,
    },
    config: { path: configPath, files: machine.files, required: false },
    owners: [0],
    openLog: () => Promise.resolve(),
    holdSignals: () => undefined,
    onInterrupt: () => undefined,
    privileged: true,
    detached: false,
  };
}

async function runWords(session: Session, words: readonly string[]): Promise<number> {
  const [verb, name] = words;
  if (verb === 'reconcile') return reconcile(session);
  if (verb === 'release') return release(session, wishOf(words));
  if (verb === 'boot') return boot({ ...session, detached: true });
  if (verb === 'resume') return resume(session, name);
  if (verb === 'freeze') return freeze(session, name === undefined ? {} : { group: name });
  if (verb === 'maintenance') return maintenance(session, maintenanceOf(words));
  if (verb === 'switchover') return switchover(session, switchoverOf(words));
  if (verb === 'promote') return promote(session, switchoverOf(words));
  if (verb === 'drill')
    return drill(session, { andBack: words.includes('--and-back'), json: false });
  if (verb === 'role') return roleOf(session, words.slice(1));
  if (verb === 'recover') return recoverOf(session, words);
  if (verb === 'check') return check(session, checkOf(words));
  if (verb === 'hast-event') return hastEvent(session, words.slice(1));
  const read = readWords(words, verbs);
  if (read.kind === 'usage') return exit.usage;
  const vhids = readVhids(session.machine.exec, 10_000);
  return handleEvent({ ...session, detached: true }, read.event, { words: words.join(' '), vhids });
}

/** `check [--local] [--json]`, the same. */
function checkOf(words: readonly string[]): CheckOptions {
  return {
    local: words.includes('--local'),
    json: words.includes('--json'),
    peer: false,
    plugin: false,
  };
}

/** `maintenance on|off [GROUP] [--force]`, the same. */
function maintenanceOf([, word, ...more]: readonly string[]): MaintenanceWish {
  const [group] = more.filter((one) => !one.startsWith('--'));
  return {
    on: word === 'on',
    force: more.includes('--force'),
    ...(group === undefined ? {} : { group }),
  };
}

/** `switchover [GROUP] [--force REASON]`, and `promote`, the same. */
function switchoverOf([, ...more]: readonly string[]): SwitchoverWish {
  const at = more.indexOf('--force');
  const force = at < 0 ? undefined : more[at + 1];
  const [group] = more.filter(
    (one, place) => !one.startsWith('--') && (at < 0 || place !== at + 1),
  );
  return {
    ...(group === undefined ? {} : { group }),
    ...(force === undefined ? {} : { force }),
  };
}

/** `role ROLE [RESOURCE...]`, the same. */
function roleOf(session: Session, [word, ...resources]: readonly string[]): Promise<number> {
  const wanted = readRole(word);
  return wanted === undefined
    ? Promise.resolve(exit.usage)
    : role(session, { role: wanted, resources });
}

/** `recover RESOURCE [--yes-discard RESOURCE]`; nobody is there to be asked. */
function recoverOf(session: Session, words: readonly string[]): Promise<number> {
  const at = words.indexOf('--yes-discard');
  const yesDiscard = at < 0 ? undefined : words[at + 1];
  return recover(session, {
    resource: words[1] ?? '',
    ask: () => Promise.resolve(undefined),
    ...(yesDiscard === undefined ? {} : { yesDiscard }),
  });
}

/** `release --within 60s --force`, as commander would read it. */
function wishOf(words: readonly string[]): Wish {
  const at = words.indexOf('--within');
  const withinMs = at < 0 ? undefined : parseDuration(words[at + 1] ?? '');
  return {
    force: words.includes('--force'),
    ...(withinMs === undefined ? {} : { withinMs }),
  };
}
