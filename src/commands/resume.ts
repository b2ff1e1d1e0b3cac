import type { Config, Group } from '../config/model.ts';
import { operatorsHold, type Run } from '../engine/run.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { freezeOf } from '../history/freeze.ts';
import { appendHistory } from '../history/journal.ts';
import { releasedPath } from '../history/paths.ts';
import type { Refusal } from '../plan/codes.ts';
import type { Files } from '../system/ports.ts';
import { act } from './act.ts';
import { groupsNamed } from './groups-named.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';

/**
 * `carphast resume [GROUP]`: the cause is mended. Ends a release, gives a tripped breaker a new
 * count, takes back what was yielded, and looks at everything. What an operator’s other word holds is
 * left out: its address would come here, where nothing may be taken over.
 */
export async function resume(session: Session, name: string | undefined): Promise<number> {
  const named = await groupsNamed(session, name);
  if (named.kind === 'ended') return named.status;
  const { files, log } = session.machine;
  const groups = groupsOf(named.config, named.names);
  // One that comes while this waits for its turn is of a shutdown.
  const released = name === undefined && files.exists(releasedPath);
  const thawed = groups.filter((one) => freezeOf(files, one.name) === undefined);
  const held = released ? [] : thawed.flatMap((group) => refuseHeld(files, group));
  const frozen = refuseFrozen(files, named.names);
  const refusal = frozen ?? held[0];
  if (refusal !== undefined && thawed.length === held.length)
    return refuseUntouched(session, refusal);
  if (frozen !== undefined) log.warn(frozen.text, { code: frozen.code });
  return act(session, {
    wait: true,
    about: thawed.map((group) => group.name),
    hint: () => ({ kind: 'look', text: 'resume', vhids: [] }),
    prepare: (run) => resumeGroups(run, thawed, released),
  });
}

function groupsOf({ groups }: Config, names: readonly string[]): readonly Group[] {
  return groups.filter(({ name }) => names.includes(name));
}

/** By the run that leads, so that no other one gives up or takes back beside it. */
async function resumeGroups(run: Run, groups: readonly Group[], released: boolean): Promise<void> {
  const { files, clock, log } = run.machine;
  if (released) files.remove(releasedPath);
  for (const group of groups) {
    const [held] = refuseHeld(files, group);
    if (held !== undefined) {
      log.warn(`${held.text}: nothing of it is taken back`, { group: group.name, code: held.code });
      continue;
    }
    appendHistory(files, { v: 1, kind: 'resumed', group: group.name, at: clock.now() });
    await withdrawFor(run, group.name);
  }
}

function refuseHeld(files: Files, group: Group): readonly Refusal[] {
  const hold = operatorsHold(files, group);
  switch (hold) {
    case undefined:
      return [];
    case 'maintenance':
      return [{ code: hold, text: `group ${group.name} is in maintenance here` }];
    case 'released':
      return [
        { code: hold, text: 'this node is released: only a resume without a name ends that' },
      ];
  }
}
