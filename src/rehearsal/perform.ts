import type { Config } from '../config/model.ts';
import type { CommandSeen, Violation } from '../sim/index.ts';
import { startClient, type Client } from './client.ts';
import { configOf } from './configured.ts';
import type { Drama, Happening } from './drama.ts';
import { judgeEnd, type Ending } from './ending.ts';
import { faultNamed } from './faults/catalogue.ts';
import type { Fault, Target, Undo } from './faults/fault.ts';
import { patienceOf } from './bound.ts';
import { repairAll } from './repair.ts';
import { createStage, type Stage } from './stage.ts';
import { checkCommands, watchInvariants } from './watch.ts';

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
  const options = {
    ...drama.setup.options,
    seed: drama.seed,
    partitionPatienceMs: patienceOf(config),
  };
  const stage = createStage({ ...drama.setup, options });
  watchInvariants(stage);
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

/** Until the last fault that has a time of its own is over. */
export function lengthOf({ happenings }: Drama): number {
  return Math.max(0, ...happenings.map(({ at, forMs = 0 }) => ('ms' in at ? at.ms : 0) + forMs));
}

/** What is still to happen, and what has happened and is not over. */
export interface Plot {
  /** Ends what goes on; what did not happen until now never does. */
  readonly end: () => void;
}

export function schedule(stage: Stage, config: Config, happenings: readonly Happening[]): Plot {
  const undos = new Set<Undo>();
  let over = false;
  for (const happening of happenings)
    whenItIsTime(stage, happening, () => {
      if (!over) strike(stage, config, happening, undos);
    });
  return {
    end: () => {
      over = true;
      for (const undo of undos) undo();
      undos.clear();
    },
  };
}

function whenItIsTime(stage: Stage, { at }: Happening, act: () => void): void {
  if ('ms' in at) void stage.pair.clock.sleep(at.ms).then(act);
  else onNth(stage, at, act);
}

function strike(stage: Stage, config: Config, happening: Happening, undos: Set<Undo>): void {
  const fault = faultNamed(happening.fault);
  if (fault === undefined) throw new Error(`there is no fault ${happening.fault}`);
  const undo = fault.strike(targetOf(stage, config, fault, happening));
  if (undo === undefined) return;
  undos.add(undo);
  if (happening.forMs === undefined) return;
  void stage.pair.clock.sleep(happening.forMs).then(() => {
    if (undos.delete(undo)) undo();
  });
}

function onNth(
  { pair }: Stage,
  { node, command, phase, nth }: Exclude<Happening['at'], { readonly ms: number }>,
  act: () => void,
): void {
  const pattern = new RegExp(command);
  let seen = 0;
  const matches = (one: CommandSeen): boolean =>
    one.node === node && one.phase === phase && pattern.test(one.argv.join(' '));
  const away = pair.onCommand(matches, () => {
    seen += 1;
    if (seen !== nth) return;
    away();
    act();
  });
}

function targetOf(stage: Stage, config: Config, fault: Fault, happening: Happening): Target {
  const { pair } = stage;
  const [first, second] = pair.world.nodes;
  const model = happening.node === first.name ? first : second;
  const given = { ...fault.takes, ...happening.with };
  return {
    stage,
    config,
    node: pair.node(model.name),
    peer: pair.node(model === first ? second.name : first.name),
    model,
    text: (name) => String(given[name] ?? ''),
    number: (name) => Number(given[name] ?? 0),
  };
}
