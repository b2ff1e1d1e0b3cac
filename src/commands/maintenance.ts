import type { Config, Group } from '../config/model.ts';
import { changeFreeze, freezeOf } from '../history/freeze.ts';
import { changeMaintenance, maintenanceOf } from '../history/maintenance.ts';
import { releasedPath } from '../history/paths.ts';
import { wordText } from '../history/word-file.ts';
import { readUnfinished } from '../world/unfinished.ts';
import { operatorsHold } from '../engine/run.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { noteWord } from '../engine/note-word.ts';
import { act } from './act.ts';
import type { Written } from '../system/ports.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { learnCopies } from './learn-copies.ts';
import { lookAgain } from './look-again.ts';
import { refuseCrossed, refuseMaintenance } from './maintenance-guard.ts';
import { progressOf } from './progress.ts';
import { refuse, refuseUntouched } from './refuse.ts';
import { refuseFrozenMidway } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { tellAsking } from './tell-asking.ts';

export interface MaintenanceWish {
  readonly on: boolean;
  /** Undefined: all of them. */
  readonly group?: string;
  readonly reason?: string;
  /** Although the other node is in maintenance too, or not seen, or the group frozen here. */
  readonly force: boolean;
}

/**
 * `carphast maintenance on|off [GROUP]`: lets go of groups, and takes nothing over until they are let
 * out again; other than a release it survives boots. It is written down before anything is let go.
 */
export async function maintenance(session: Session, wish: MaintenanceWish): Promise<number> {
  const named = await groupsNamed(session, wish.group);
  if (named.kind === 'ended') return named.status;
  const { config } = named;
  return wish.on ? begin(session, config, named.names, wish) : end(session, config, named.names);
}

async function begin(
  session: Session,
  config: Config,
  names: readonly string[],
  { reason = '', force }: MaintenanceWish,
): Promise<number> {
  const { machine } = session;
  if (session.terminal.interactive && !force)
    session.terminal.complain('asking both nodes whether it can be let go ...');
  const refusal = force ? undefined : await refuseMaintenance(session, config, names);
  if (refusal !== undefined) return refuseUntouched(session, refusal);
  const fresh = namedIn(config, names).filter(
    ({ name }) => maintenanceOf(machine.files, name) === undefined,
  );
  const written = begun(session, config, names, reason);
  if (written.kind === 'failed') return notWritten(session, written.message, 'nothing was let go');
  session.onInterrupt(() => leaveHalfway(session));
  const crossed = force ? undefined : await endCrossed(session, config, fresh);
  if (crossed !== undefined) return crossed;
  await noteWord(machine, fresh, { word: 'maintenance-on', reason });
  const status = await act(session, {
    wait: true,
    about: names,
    handOver: 'held',
    ...progressOf(session),
    hint: () => ({ kind: 'look', text: words('on', names, reason), vhids: [] }),
  });
  const frozen = refuseFrozenMidway(session, names);
  if (frozen !== undefined) return frozen;
  tellHeld(session, names);
  return status;
}

/** Words given on both nodes at once: each that sees the other one is taken back, so that one node serves. */
async function endCrossed(
  session: Session,
  config: Config,
  fresh: readonly Group[],
): Promise<number | undefined> {
  const names = fresh.map(({ name }) => name);
  const refusal = await refuseCrossed(session, config, names);
  if (refusal === undefined) return undefined;
  const known = config.groups.map(({ name }) => name);
  const { files } = session.machine;
  const written = changeMaintenance(files, { names, known, record: undefined });
  if (written.kind === 'failed') return notWritten(session, written.message, 'it goes on here');
  session.onInterrupt(undefined);
  // A run that came in between has begun to let go.
  await lookAgain(session, 'maintenance on was taken back');
  return refuse(session, { ...refusal, text: `taken back here, for ${refusal.text}` });
}

/** What holds from now on, whatever the run came to. */
function tellHeld({ machine, terminal }: Session, names: readonly string[]): void {
  for (const name of names) {
    const held = maintenanceOf(machine.files, name);
    if (held !== undefined) terminal.print(`${name} is in maintenance ${wordText(held)}`);
  }
  terminal.print('Nothing is taken over here until carphast maintenance off.');
}

/** The word is written: what is not let go yet is, by the next run. */
function leaveHalfway({ terminal }: Session): 'end' {
  terminal.complain(
    'maintenance is on, and not everything is let go. To go on: carphast reconcile; to take it back: carphast maintenance off',
  );
  return 'end';
}

/** A freeze ends last: in between nothing is done. */
function begun(
  { machine: { files, clock } }: Session,
  { groups }: Config,
  names: readonly string[],
  reason: string,
): Written {
  const known = groups.map(({ name }) => name);
  const record = { since: clock.now(), reason };
  const written = changeMaintenance(files, { names, known, record });
  return written.kind === 'failed'
    ? written
    : changeFreeze(files, { names, known, record: undefined });
}

/** The word counts at once: who types on again right after it is not overruled by a run that was waiting. */
async function end(session: Session, config: Config, names: readonly string[]): Promise<number> {
  const { files } = session.machine;
  const held = names.filter((name) => maintenanceOf(files, name) !== undefined);
  const ended = names.filter((name) => held.includes(name) || freezeOf(files, name) !== undefined);
  const known = config.groups.map(({ name }) => name);
  for (const change of [changeMaintenance, changeFreeze]) {
    const written = change(files, { names, known, record: undefined });
    if (written.kind === 'failed') return notWritten(session, written.message, 'it goes on');
  }
  await noteWord(session.machine, namedIn(config, ended), { word: 'maintenance-off', reason: '' });
  await learnWhole(session, config);
  const status = await act(session, {
    wait: true,
    about: names,
    ...progressOf(session),
    hint: () => ({ kind: 'look', text: words('off', names, ''), vhids: [] }),
    prepare: async (run) => {
      // Typed on again meanwhile, or a node that is released: nothing is taken over here.
      const free = namedIn(config, held).filter(
        (group) => operatorsHold(files, group) === undefined,
      );
      for (const { name } of free) await withdrawFor(run, name);
    },
  });
  if (files.exists(releasedPath))
    session.terminal.complain(
      'nothing is taken over here all the same: this node is released, until carphast resume',
    );
  return status;
}

/**
 * `recover` keeps that it has thrown a copy away, and tells to end by this word. Without hastd's hook
 * nobody else has asked since then whether the copy is whole.
 */
async function learnWhole(session: Session, config: Config): Promise<void> {
  const { machine, terminal } = session;
  if (readUnfinished(machine.files).size === 0) return;
  const { all } = await tellAsking(session, learnCopies(machine, config));
  if (all.length === 0) return;
  terminal.complain(
    `${all.join(', ')}: this copy is not known to be whole, and is not served alone. Once it is, type here: carphast reconcile`,
  );
}

function namedIn({ groups }: Config, names: readonly string[]): readonly Group[] {
  return groups.filter(({ name }) => names.includes(name));
}

function notWritten({ terminal }: Session, message: string, so: string): number {
  terminal.complain(`it cannot be written down (${message}), so ${so}`);
  return exit.failed;
}

function words(what: 'on' | 'off', names: readonly string[], reason: string): string {
  return `maintenance ${what} of ${names.join(', ')}${reason === '' ? '' : `: ${reason}`}`;
}
