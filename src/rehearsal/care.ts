import { exit } from '../commands/exit.ts';
import type { Plot } from './plot.ts';
import { nodeNames, startCron, type Stage } from './stage.ts';
import { transitionsOf } from './transitions.ts';

/**
 * Without cron nothing wakes carphast where an event is gone or none comes, and nothing tries again what
 * has failed. The README says so; there, and only there, cron is set up at the repair.
 */
export function createCare(stage: Stage, plot: Plot): () => void {
  let cron = stage.setup.cron;
  const isNeeded = (): boolean =>
    plot.struck().some(({ happening }) => deafening.test(happening.fault)) || hasFailed(stage);
  return () => {
    if (cron || !isNeeded()) return;
    cron = true;
    startCron(stage);
  };
}

/** Nobody tells carphast: an event is gone, or something changes that no event is of. */
const deafening =
  /^(event-(lost|late|reordered)|devd-stopped|run-silent|carphast-killed|config-broken|hastd-.*|worker-dies|service-(killed|respawns|runs-already))$/;

/** A transition that ended badly, or a run that gave up before it began one; after a boot another one looks. */
function hasFailed(stage: Stage): boolean {
  const transitions = nodeNames.flatMap((name) => transitionsOf(stage, name));
  return (
    transitions.some(
      ({ outcome, code }) =>
        (outcome === 'failed' || outcome === 'refused') && code !== 'machine-went-down',
    ) || stage.calls.some(({ status = 0, words }) => gaveUp(status) && isWoken(words))
  );
}

function gaveUp(status: number): boolean {
  return status !== exit.done && status !== exit.tryAgain;
}

/** By devd, rc or hastd, and not by a person, who reads what is said. */
function isWoken([word = '']: readonly string[]): boolean {
  return /^(MASTER|BACKUP|INIT|boot|release|reconcile|hast-event)$/.test(word);
}
