import { readMountUsers } from '../../freebsd/fstat.ts';
import type { Busy } from '../../plan/steps.ts';
import type { Ran } from '../../system/ports.ts';
import { remaining, wordsOf, type StepFailure, type StepResult, type Task } from '../task.ts';
import { until, type Verdict } from '../until.ts';

/** Something that has to go, and its users. */
export interface BusyThing {
  readonly busy: Busy;
  /** The mountpoints whose users hold it. */
  readonly places: () => Promise<readonly string[]>;
  readonly isReleased: () => Promise<Verdict>;
  /** Slow is not busy: its limit is the step's, and the ladder goes up on its answer. */
  readonly release: (limitMs: number) => Promise<Ran>;
  readonly force: (limitMs: number) => Promise<Ran>;
  readonly fail: (text: string) => StepFailure;
}

/** A file system that is merely late (nfsd’s threads) is free within a second or two. */
const patienceMs = 1000;
const forceMs = 10_000;

/**
 * Asks nicely; then TERM to its users for half of the limit, KILL for the rest, then force: each
 * only as far as the policy goes. Whether it worked is read from the system, never from the command.
 * A demotion is not called off half-way up: a file system that has lost its users is of no use.
 */
export async function releaseBusy(task: Task, thing: BusyThing): Promise<StepResult> {
  let last = '';
  for (const rung of rungsOf(task, thing.busy)) {
    const result = await climb(task, thing, rung);
    if (result.kind === 'done') return result;
    last = result.text;
    if (result.kind === 'unanswered') break;
  }
  return thing.busy === 'force' ? force(task, thing, last) : thing.fail(last);
}

interface Rung {
  readonly deadline: number;
  readonly signal?: 'TERM' | 'KILL';
}

function rungsOf(task: Task, busy: Busy): readonly Rung[] {
  const begun = task.machine.clock.elapsed();
  const at = (part: number): number => begun + task.limitMs * part;
  if (busy === 'wait') return [{ deadline: at(1) }];
  return [
    { deadline: begun + patienceMs },
    { deadline: at(0.5), signal: 'TERM' },
    { deadline: at(1), signal: 'KILL' },
  ];
}

type Climbed =
  | { readonly kind: 'done' }
  | { readonly kind: 'still'; readonly text: string }
  /** No users are to blame, so that signals would be of no use. */
  | { readonly kind: 'unanswered'; readonly text: string };

async function climb(task: Task, thing: BusyThing, rung: Rung): Promise<Climbed> {
  if (rung.signal !== undefined) await signalUsers(task, thing, rung.signal);
  // A slow command may have used up the time of a rung that has not even begun.
  const deadline = Math.max(rung.deadline, task.machine.clock.elapsed() + patienceMs);
  const slowMs = task.endsAt === undefined ? task.hastMs : 0;
  let ran: Ran | undefined;
  const result = await until(
    { ...task, signal: new AbortController().signal },
    async () => {
      ran = await thing.release(Math.max(remaining(task), slowMs));
      const verdict = await thing.isReleased();
      return verdict.kind === 'not-yet' && ran.kind === 'timed-out'
        ? thing.fail(verdict.text)
        : verdict;
    },
    deadline,
  );
  if (result.kind === 'done') return { kind: 'done' };
  const words = ran === undefined ? '' : wordsOf(ran);
  return {
    kind: result.kind === 'limit' ? 'still' : 'unanswered',
    text: `${'text' in result ? result.text : 'called off'}: ${words}`,
  };
}

async function force(task: Task, thing: BusyThing, last: string): Promise<StepResult> {
  task.say(`${last}: using force`);
  const ran = await thing.force(Math.max(forceMs, remaining(task)));
  const verdict = await thing.isReleased();
  return verdict.kind === 'yes'
    ? { kind: 'done', note: 'by force' }
    : thing.fail(`${last}; by force: ${wordsOf(ran)}`);
}

/** Only processes that fstat(1) shows on that very file system; never this one. */
async function signalUsers(task: Task, thing: BusyThing, signal: 'TERM' | 'KILL'): Promise<void> {
  const { exec, processes } = task.machine;
  for (const place of await thing.places()) {
    const users = await readMountUsers(exec, place, Math.min(task.queryMs, remaining(task)));
    for (const user of users.known ? users.value : []) {
      if (user.pid <= 1 || user.pid === processes.self) continue;
      task.say(
        `${place} is in use by ${user.command} (pid ${user.pid}, ${user.user}): sending ${signal}`,
      );
      processes.signal(user.pid, signal);
    }
  }
}
