import type { Config } from '../../config/model.ts';
import type { NodeModel, PairNode, Random } from '../../sim/index.ts';
import type { Arguments } from '../drama.ts';
import type { Stage } from '../stage.ts';

/** Something that goes wrong, or that somebody does, by a name for people. */
export interface Fault {
  readonly name: string;
  /** What happens, as an administrator would say it. */
  readonly sentence: string;
  /** Its arguments, and what they are when nothing is said. */
  readonly takes: Arguments;
  /** Arguments drawn by lot, for those that should not be the usual ones. */
  readonly draw?: (random: Random, config: Config) => Arguments;
  /** How often it is drawn, against the others; 0: never. */
  readonly weight: number;
  /** Does it; what is returned ends it. */
  readonly strike: (target: Target) => Undo | undefined;
}

export type Undo = () => void;

export interface Target {
  readonly stage: Stage;
  readonly config: Config;
  readonly node: PairNode;
  readonly peer: PairNode;
  readonly model: NodeModel;
  /** An argument: as given, else as the fault takes it. */
  readonly text: (name: string) => string;
  readonly number: (name: string) => number;
}

export function fault(
  name: string,
  sentence: string,
  strike: Fault['strike'],
  more: Partial<Pick<Fault, 'takes' | 'draw' | 'weight'>> = {},
): Fault {
  return { name, sentence, strike, takes: {}, weight: 1, ...more };
}

/** Done at once, with nothing to undo. */
export function once(act: (target: Target) => void): Fault['strike'] {
  return (target) => {
    act(target);
    return undefined;
  };
}

export function pick<const T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random.between(0, from.length))] ?? from[0];
}

/** Milliseconds, rounded to what a person would write. */
export function drawMs(random: Random, low: number, high: number): number {
  return Math.round(random.between(low, high) / 50) * 50;
}
