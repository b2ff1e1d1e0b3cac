import type { Config, Group } from '../config/model.ts';
import { observe } from '../engine/settle.ts';
import { noteWord } from '../engine/note-word.ts';
import { changeFreeze, freezeOf } from '../history/freeze.ts';
import { wordText } from '../history/word-file.ts';
import type { Resting } from '../plan/lifecycle.ts';
import { lookAt, readWorld } from '../world/read.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import type { Session } from './session.ts';

export interface FreezeWish {
  /** Undefined: all of them. */
  readonly group?: string;
  readonly reason?: string;
}

/**
 * `carphast freeze [GROUP]`, which is `maintenance freeze`: leaves groups as they are, whatever CARP
 * says, until `maintenance off`; survives boots. It is written down before anything else, so that a run
 * that is at work stops at its next safe point. Never refused: to do nothing endangers nothing.
 */
export async function freeze(session: Session, wish: FreezeWish): Promise<number> {
  const { machine, terminal } = session;
  const named = await groupsNamed(session, wish.group);
  if (named.kind === 'ended') return named.status;
  const { config, names } = named;
  const { reason = '' } = wish;
  const groups = config.groups.filter(({ name }) => names.includes(name));
  const fresh = groups.filter(({ name }) => freezeOf(machine.files, name) === undefined);
  const written = changeFreeze(machine.files, {
    names,
    known: config.groups.map(({ name }) => name),
    record: { since: machine.clock.now(), reason },
  });
  if (written.kind === 'failed') {
    terminal.complain(`it cannot be written down (${written.message}), so nothing is frozen`);
    return exit.failed;
  }
  await noteWord(machine, fresh, { word: 'freeze', reason });
  const text = `freeze of ${names.join(', ')}${reason === '' ? '' : `: ${reason}`}`;
  const status = await act(session, {
    wait: true,
    hint: () => ({ kind: 'look', text, vhids: [] }),
  });
  await tell(session, config, groups);
  return status;
}

/** What it is that stays as it is. */
async function tell(
  { machine, terminal }: Session,
  config: Config,
  groups: readonly Group[],
): Promise<void> {
  const world = await readWorld(machine, { ...lookAt(config), groups });
  for (const group of groups) {
    const frozen = freezeOf(machine.files, group.name);
    if (frozen === undefined) continue;
    terminal.print(
      `${group.name} is frozen ${wordText(frozen)}. ${states[observe(group, world)]}, and stays so.`,
    );
  }
  terminal.print('To end it: carphast plan (what would be done then), carphast maintenance off');
}

const states: Readonly<Record<Resting, string>> = {
  active: 'It serves',
  standby: 'It stands by',
  failed: 'It is between serving and standing by (carphast status)',
};
