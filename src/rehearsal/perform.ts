import type { NodeModel, Violation } from '../sim/index.ts';
import { judgeAlone, survivorOf } from './alone.ts';
import { createCare } from './care.ts';
import { startClients, worstOutage } from './client.ts';
import { configOf } from './configured.ts';
import type { Drama } from './drama.ts';
import { judgeEnd, type Ending, type Judging } from './ending.ts';
import { isOurs } from './excused.ts';
import { openStage } from './opening.ts';
import { isUnderWay, lengthOf, schedule, type Plot } from './plot.ts';
import { repairAll } from './repair.ts';
import type { Stage } from './stage.ts';
import { checkCommands } from './watch.ts';

/** What a run showed. */
export interface Performed extends Ending {
  readonly stage: Stage;
  readonly violations: readonly Violation[];
  readonly outage: { readonly totalMs: number; readonly longestMs: number };
  readonly acknowledged: number;
  /** Happenings of the drama, and of these such whose moment never came. */
  readonly planned: number;
  readonly missed: number;
  /** Virtual milliseconds of the whole run. */
  readonly lastedMs: number;
}

/** Before the first fault: the pair has come to rest. */
const overtureMs = 2000;
/** After the last one, before everything is put right. */
const aftermathMs = 6000;
/** How long after the first fault a moment is waited for that is the nth command of a node. */
const momentMs = 60_000;

/** Plays a drama to its end: faults, aftermath, repair, and rest. */
export async function perform(drama: Drama): Promise<Performed> {
  const config = await configOf(drama.setup);
  const stage = openStage(drama, config);
  const { pair } = stage;
  const clients = startClients(pair, config.groups);
  await pair.clock.pass(overtureMs);
  const plot = schedule(stage, config, drama.happenings);
  await playOut(stage, drama, plot);
  plot.end();
  const waiting = { stage, config, look: createCare(stage, plot) };
  const survivor = survivorOf(pair, drama.seed);
  if (survivor !== undefined) await judgeAlone(waiting, survivor);
  repairAll(stage);
  const again = drama.seed % 4 === 0;
  const touched: Judging['touched'] = (node, faults) => hasTouched(plot, node, faults);
  const ending = await judgeEnd({ ...waiting, clients, again, touched });
  checkCommands(stage);
  return {
    ...ending,
    stage,
    violations: pair.violations.filter((violation) => isOurs(violation, plot.struck())),
    outage: worstOutage(clients),
    acknowledged: clients.reduce((sum, { acknowledged }) => sum + acknowledged(), 0),
    planned: drama.happenings.length,
    missed: plot.missed().length,
    lastedMs: pair.clock.elapsed(),
  };
}

async function playOut({ pair: { clock } }: Stage, drama: Drama, plot: Plot): Promise<void> {
  const latest = clock.elapsed() + momentMs;
  await clock.pass(lengthOf(drama));
  while (isUnderWay(plot) && clock.elapsed() < latest) await clock.pass(1000);
  await clock.pass(aftermathMs);
}

function hasTouched(plot: Plot, { name }: NodeModel, faults: readonly string[]): boolean {
  const own = plot.struck().filter(({ happening }) => happening.node === name);
  return own.some(({ happening }) => faults.includes(happening.fault));
}
