import type { Problem, Reading } from '../freebsd/reading.ts';
import { hastRefusal } from '../plan/guards.ts';
import { runDirectory, stateDirectory } from '../system/directories.ts';
import type { NodeLook } from './look.ts';
import type { Unseen } from './report.ts';

/** What this look could not see, and what to type. */
export function unseenIn(look: NodeLook): readonly Unseen[] {
  const { world, closed } = look;
  const readings: readonly (readonly [Unseen['what'], readonly Reading<unknown>[]])[] = [
    ['carp', [world.vhids, world.carp]],
    ['roles', [...world.resources.values()]],
    ['mounts', [world.mounts]],
    ['pools', [...world.pools.values()].map(({ pool }) => pool)],
    ['services', [...world.services.values()]],
  ];
  return [
    ...readings.flatMap(([what, all]) =>
      problemsIn(all).map((problem) => ({
        what,
        text: problem.text,
        mend: mend(what, problem, look),
      })),
    ),
    ...closedRecords(closed),
  ];
}

/** Each sentence once: one silent hastd hides every role. */
function problemsIn(all: readonly Reading<unknown>[]): readonly Problem[] {
  const problems = all.flatMap((reading) => (reading.known ? [] : [reading.problem]));
  return problems.filter(
    ({ text }, at) => problems.findIndex((other) => other.text === text) === at,
  );
}

const asRoot = 'sudo carphast status, or doas carphast status';

function mend(what: Unseen['what'], problem: Problem, { privileged }: NodeLook): string {
  if (!privileged || isDenied(problem.text)) return asRoot;
  return what === 'roles' ? `carphast explain ${hastRefusal(problem).code}` : 'carphast check';
}

function isDenied(text: string): boolean {
  return /permission denied|not permitted|\bEACCES\b|\bEPERM\b/i.test(text);
}

function closedRecords(closed: readonly string[]): readonly Unseen[] {
  const state: Unseen = {
    what: 'records',
    text: `${stateDirectory} is closed to you: maintenance, yields, what is under way, the last transition`,
    mend: asRoot,
  };
  const run: Unseen = {
    what: 'hold',
    text: `${runDirectory} is closed to you: whether this node has released its groups, whether a run is at work`,
    mend: asRoot,
  };
  return [
    ...(closed.includes(stateDirectory) ? [state] : []),
    ...(closed.includes(runDirectory) ? [run] : []),
  ];
}
