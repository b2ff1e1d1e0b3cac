import { formatDuration } from '../config/duration.ts';
import type { Group } from '../config/model.ts';
import { hastdMissedPath, releasedPath } from '../history/paths.ts';
import type { Goal } from '../plan/goal.ts';
import type { Refusal } from '../plan/codes.ts';
import { readResource } from '../world/hast.ts';
import { hasJustBooted } from './booting.ts';
import { looseTask } from './loose-task.ts';
import type { Run } from './run.ts';
import { until } from './until.ts';

/** On a real pair hastd ran 10 to 12 s after CARP had spoken; netwait may take it a minute. */
const hastdComesMs = 60_000;
/** hastd writes it when it starts; /var/run is emptied at boot. */
const hastdPidPath = '/var/run/hastd.pid';

/** `look-again`: hastd runs, or the goal is gone, or all is to be released. */
export type Waited = 'not-waited' | 'look-again' | 'in-vain';

/** What was to be done, and why it cannot be done now. */
export interface Missed {
  readonly goal: Goal;
  readonly refusal: Refusal | undefined;
  /** Aborts when the goal is gone. */
  readonly signal: AbortSignal;
}

/**
 * At boot devd hands over CARP's events before hastd runs (facts 4.2), and they are not repeated. So
 * a run that finds no hastd then waits for it: to refuse would move the address, and count. Waited
 * for in vain once, it is not waited for again in this boot.
 */
export async function awaitHastd(run: Run, group: Group, missed: Missed): Promise<Waited> {
  const { machine } = run;
  if (!(await isOnItsWay(run, missed))) return 'not-waited';
  const [resource = ''] = group.resources;
  const task = { ...looseTask(run, group), signal: missed.signal };
  const deadline = machine.clock.elapsed() + hastdComesMs;
  machine.log.info(
    `hastd does not run yet: waiting for it, ${formatDuration(hastdComesMs)} at most`,
    { group: group.name },
  );
  const result = await until(
    task,
    async () => {
      const reading = await readResource(machine, resource, run.look);
      const absent = !reading.known && reading.problem.code === 'hastd-not-running';
      return absent && !machine.files.exists(releasedPath)
        ? { kind: 'not-yet', text: reading.problem.text }
        : { kind: 'yes' };
    },
    deadline,
    1000,
  );
  if (result.kind !== 'limit') return 'look-again';
  machine.log.warn(`hastd did not come: ${result.text}`, { group: group.name });
  machine.files.replaceText(hastdMissedPath, 'waited for in vain\n');
  return 'in-vain';
}

async function isOnItsWay(run: Run, { goal, refusal }: Missed): Promise<boolean> {
  const { files } = run.machine;
  if (refusal?.code !== 'hastd-not-running' || run.endsAt !== undefined) return false;
  if (goal.kind === 'standby' && goal.hold !== undefined) return false;
  if (files.exists(hastdPidPath) || files.exists(hastdMissedPath)) return false;
  return hasJustBooted(run);
}
