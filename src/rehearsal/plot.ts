import type { Config } from '../config/model.ts';
import type { CommandSeen } from '../sim/index.ts';
import type { Drama, Happening } from './drama.ts';
import { faultNamed } from './faults/catalogue.ts';
import type { Fault, Target, Undo } from './faults/fault.ts';
import type { Stage } from './stage.ts';

/** Until the last fault that has a time of its own is over. */
export function lengthOf({ happenings }: Drama): number {
  return Math.max(0, ...happenings.map(({ at, forMs = 0 }) => ('ms' in at ? at.ms : 0) + forMs));
}

/** What is still to happen, and what has happened and is not over. */
export interface Plot {
  /** Ends what goes on; what did not happen until now never does. */
  readonly end: () => void;
  /** Happenings whose moment has not come, by their place in the list. */
  readonly missed: () => readonly number[];
  /** Those whose moment has come, in that order. */
  readonly struck: () => readonly Struck[];
}

/** A happening that came to pass, in virtual time. */
export interface Struck {
  readonly happening: Happening;
  readonly at: number;
  /** Infinity: not over yet, or nothing that anything but a repair ends. */
  endedAt: number;
}

/** Whether something is still to happen, or to be over by itself. */
export function isUnderWay(plot: Plot): boolean {
  return (
    plot.missed().length > 0 ||
    plot
      .struck()
      .some(({ happening, endedAt }) => happening.forMs !== undefined && endedAt === Infinity)
  );
}

/** Lets everything happen at its moment. */
export function schedule(stage: Stage, config: Config, happenings: readonly Happening[]): Plot {
  const undos = new Set<Undo>();
  const struck = new Map<number, Struck>();
  const { clock } = stage.pair;
  let over = false;
  happenings.forEach((happening, place) => {
    whenItIsTime(stage, happening, () => {
      if (over) return;
      const entry: Struck = { happening, at: clock.elapsed(), endedAt: Infinity };
      struck.set(place, entry);
      strike({ stage, config, entry, undos });
    });
  });
  return {
    missed: () => [...happenings.keys()].filter((place) => !struck.has(place)),
    struck: () => [...struck.values()],
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

interface Strike {
  readonly stage: Stage;
  readonly config: Config;
  readonly entry: Struck;
  readonly undos: Set<Undo>;
}

function strike({ stage, config, entry, undos }: Strike): void {
  const { happening } = entry;
  const { clock } = stage.pair;
  const fault = faultNamed(happening.fault);
  if (fault === undefined) throw new Error(`there is no fault ${happening.fault}`);
  const undo = fault.strike(targetOf(stage, config, fault, happening));
  if (undo !== undefined) undos.add(undo);
  if (happening.forMs === undefined) return;
  void clock.sleep(happening.forMs).then(() => {
    if (undo !== undefined && undos.delete(undo)) undo();
    entry.endedAt = clock.elapsed();
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
