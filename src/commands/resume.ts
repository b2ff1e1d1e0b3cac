import type { Run } from '../engine/run.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { freezeOf } from '../history/freeze.ts';
import { appendHistory } from '../history/journal.ts';
import { releasedPath } from '../history/paths.ts';
import { act } from './act.ts';
import { groupsNamed } from './groups-named.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';

/**
 * `carphast resume [GROUP]`: the cause is mended. Ends a release, gives a tripped breaker a new
 * count, takes back what was yielded, and looks at everything.
 */
export async function resume(session: Session, name: string | undefined): Promise<number> {
  const named = await groupsNamed(session, name);
  if (named.kind === 'ended') return named.status;
  const { files, log } = session.machine;
  const free = named.names.filter((one) => freezeOf(files, one) === undefined);
  const refusal = refuseFrozen(files, named.names);
  if (refusal !== undefined && free.length === 0) return refuseUntouched(session, refusal);
  if (refusal !== undefined) log.warn(refusal.text, { code: refusal.code });
  // One that comes while this waits for its turn is of a shutdown.
  const released = name === undefined && files.exists(releasedPath);
  return act(session, {
    wait: true,
    hint: () => ({ kind: 'look', text: 'resume', vhids: [] }),
    prepare: (run) => resumeGroups(run, free, released),
  });
}

/** By the run that leads, so that no other one gives up or takes back beside it. */
async function resumeGroups(run: Run, names: readonly string[], released: boolean): Promise<void> {
  const { files, clock } = run.machine;
  if (released) files.remove(releasedPath);
  for (const name of names) {
    appendHistory(files, { v: 1, kind: 'resumed', group: name, at: clock.now() });
    await withdrawFor(run, name);
  }
}
