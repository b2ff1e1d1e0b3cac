import type { Violation } from '../sim/index.ts';
import { startClient, type Client } from './client.ts';
import { configOf } from './configured.ts';
import type { Drama } from './drama.ts';
import { judgeEnd, type Ending } from './ending.ts';
import { openStage } from './opening.ts';
import { lengthOf, schedule } from './plot.ts';
import { repairAll } from './repair.ts';
import type { Stage } from './stage.ts';
import { checkCommands } from './watch.ts';

/** What a run showed. */
export interface Performed extends Ending {
  readonly stage: Stage;
  readonly violations: readonly Violation[];
  readonly outage: { readonly totalMs: number; readonly longestMs: number };
  readonly acknowledged: number;
  /** Virtual milliseconds of the whole run. */
  readonly lastedMs: number;
}

/** Before the first fault: the pair has come to rest. */
const overtureMs = 2000;
/** After the last one, before everything is put right. */
const aftermathMs = 6000;

/** Plays a drama to its end: faults, aftermath, repair, and rest. */
export async function perform(drama: Drama): Promise<Performed> {
  const config = await configOf(drama.setup);
  const stage = openStage(drama, config);
  const [group] = config.groups;
  const client: Client | undefined =
    group === undefined ? undefined : startClient(stage.pair, group);
  await stage.pair.clock.pass(overtureMs);
  const plot = schedule(stage, config, drama.happenings);
  await stage.pair.clock.pass(lengthOf(drama) + aftermathMs);
  plot.end();
  repairAll(stage);
  const ending = await judgeEnd(stage, config, { client, again: drama.seed % 4 === 0 });
  checkCommands(stage);
  return {
    ...ending,
    stage,
    violations: stage.pair.violations.filter(({ by }) => by === 'command'),
    outage: client?.outage() ?? { totalMs: 0, longestMs: 0 },
    acknowledged: client?.acknowledged() ?? 0,
    lastedMs: stage.pair.clock.elapsed(),
  };
}
