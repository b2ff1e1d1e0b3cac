import type { Config, Group } from '../config/model.ts';
import { isBreakerOpen } from '../history/breaker.ts';
import type { NodeModel } from '../sim/index.ts';
import { longestBoundOf, usualBoundMs } from './bound.ts';
import { atWork, type Call, type Stage } from './stage.ts';
import { historyOf } from './transitions.ts';

/** What waits, and how it is looked after meanwhile. */
export interface Waiting {
  readonly stage: Stage;
  readonly config: Config;
  /** Called once a second. */
  readonly look: () => void;
}

/** What came of waiting for a pair that was put right. */
export interface Rest {
  readonly rested: boolean;
  /** Milliseconds until it held, and within which it had to. */
  readonly afterMs: number;
  readonly boundMs: number;
}

const lookMs = 1000;
/** It has to stay so for a while. */
const quietMs = 4000;

/**
 * Waits until something has held for 4 s. The bound is a short one, unless a run from before the wait is
 * still at work, or a breaker is open, when it is over.
 */
export async function waitUntil(waiting: Waiting, holds: () => boolean): Promise<Rest> {
  const { clock } = waiting.stage.pair;
  const begun = clock.elapsed();
  const before = atWork(waiting.stage);
  const passed = (): number => clock.elapsed() - begun;
  let boundMs = usualBoundMs;
  let quietSince: number | undefined;
  for (;;) {
    if (passed() >= boundMs) boundMs = longerBound(waiting, before) ?? boundMs;
    if (passed() >= boundMs) return { rested: false, afterMs: passed(), boundMs };
    await clock.pass(lookMs);
    waiting.look();
    if (!holds()) quietSince = undefined;
    else quietSince ??= passed();
    if (quietSince !== undefined && passed() - quietSince >= quietMs)
      return { rested: true, afterMs: quietSince, boundMs };
  }
}

function longerBound({ stage, config }: Waiting, before: readonly Call[]): number | undefined {
  const open = stage.pair.world.nodes.some((node) =>
    config.groups.some((group) => hasOpenBreaker(stage, node, group)),
  );
  const hangs = before.some(({ machine }) => machine.alive());
  return open || hangs ? longestBoundOf(config, open) : undefined;
}

export function hasOpenBreaker(stage: Stage, node: NodeModel, { name, policy }: Group): boolean {
  return isBreakerOpen(historyOf(stage, node.name), {
    group: name,
    failures: policy.breakerFailures,
    windowMs: policy.breakerWindowMs,
    now: stage.pair.clock.now() + node.clockError,
  });
}
