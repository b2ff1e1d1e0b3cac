import type { Config } from '../config/model.ts';
import { patienceOf } from './bound.ts';
import type { Drama } from './drama.ts';
import { createStage, type Stage } from './stage.ts';
import { watchInvariants } from './watch.ts';

/** The stage of a drama before its first fault, with the invariants watched from now on. */
export function openStage({ seed, setup }: Drama, config: Config): Stage {
  const options = { ...setup.options, seed, partitionPatienceMs: patienceOf(config) };
  const stage = createStage({ ...setup, options });
  watchInvariants(stage);
  return stage;
}
