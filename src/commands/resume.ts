import { defaultLog } from '../config/defaults.ts';
import type { Config, Group } from '../config/model.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import type { Run } from '../engine/run.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { appendHistory } from '../history/journal.ts';
import { releasedPath } from '../history/paths.ts';
import { act, endUnconfigured, notRoot } from './act.ts';
import { readConfig, type Session } from './session.ts';
import { usageError } from './usage.ts';

/**
 * `carphast resume [GROUP]`: the cause is mended. Ends a release, gives a tripped breaker a new
 * count, takes back what was yielded, and looks at everything.
 */
export async function resume(session: Session, name: string | undefined): Promise<number> {
  if (!session.privileged) return notRoot(session);
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid') {
    await session.openLog(defaultLog);
    return endUnconfigured(session, loaded);
  }
  const groups = loaded.config.groups.filter((group) => name === undefined || group.name === name);
  if (groups.length === 0) return unknownGroup(session, loaded.config, name ?? '');
  return act(session, {
    wait: true,
    hint: () => ({ kind: 'look', text: 'resume', vhids: [] }),
    prepare: (run) => resumeGroups(run, groups, name === undefined),
  });
}

/** By the run that leads, so that no other one gives up or takes back beside it. */
async function resumeGroups(run: Run, groups: readonly Group[], all: boolean): Promise<void> {
  const { files, clock } = run.machine;
  if (all) files.remove(releasedPath);
  for (const group of groups) {
    appendHistory(files, { v: 1, kind: 'resumed', group: group.name, at: clock.now() });
    await withdrawFor(run, group.name);
  }
}

function unknownGroup(session: Session, config: Config, name: string): Promise<number> {
  const known = config.groups.map((group) => group.name);
  const hint = didYouMean(nearest(name, known));
  return usageError(
    session,
    `found no group "${name}", expected one of ${known.join(', ')}.${hint}`,
  );
}
