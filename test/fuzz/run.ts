import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createDice, seedOf } from './dice.ts';
import type { Target } from './target.ts';
import type { Watchdog } from './watchdog.ts';

/** How long one case may take, in milliseconds. */
export const caseLimitMs = 250;

export interface Series {
  readonly target: Target;
  readonly seed: number;
  readonly from: number;
  readonly cases: number;
  readonly watchdog: Watchdog;
}

export interface Summary {
  readonly name: string;
  readonly cases: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly slowest: number;
  /** Each with the command that plays it again. */
  readonly failures: readonly string[];
}

/** Failures beyond these say nothing new. */
const failuresAtMost = 5;

/** Plays the cases one after another. */
export async function runSeries(series: Series): Promise<Summary> {
  const { target, from, cases, watchdog } = series;
  const started = performance.now();
  const failures: string[] = [];
  let slowest = 0;
  let index = from;
  for (; index < from + cases && failures.length < failuresAtMost; index += 1) {
    watchdog.note(replay(series, index));
    try {
      slowest = Math.max(slowest, await playCase(series, index));
    } catch (error) {
      failures.push(complaint(series, index, error));
    }
  }
  const seconds = (performance.now() - started) / 1000;
  return { name: target.name, cases: index - from, seconds, slowest, failures };
}

/** The time it took; throws when the answer or the time is not right. */
async function playCase({ target, seed }: Series, index: number): Promise<number> {
  const timed = async (): Promise<number> => {
    const play = target.play(createDice(seedOf(seed, target.name, index)));
    const before = [performance.now(), process.cpuUsage()] as const;
    const answer = play.run();
    const judge = answer instanceof Promise ? await answer : answer;
    const took = timeSince(...before);
    judge();
    return took;
  };
  // Collecting garbage makes some case slow; a case that is slow by itself stays so.
  let took = await timed();
  for (let again = 0; took > caseLimitMs && again < 3; again += 1) {
    took = Math.min(took, await timed());
  }
  assert.ok(took <= caseLimitMs, `took ${took.toFixed(0)} ms`);
  return took;
}

/** Milliseconds of this process: on a busy machine it waits for the processor, too. */
function timeSince(started: number, usage: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(usage);
  return Math.min(performance.now() - started, (user + system) / 1000);
}

function complaint(series: Series, index: number, error: unknown): string {
  const { input } = series.target.play(createDice(seedOf(series.seed, series.target.name, index)));
  const shown = inspect(input, { maxStringLength: 2000, maxArrayLength: 50, depth: 5 });
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const where = said.split('\n').slice(0, 8).join('\n');
  return `${where}\n\nread from:\n${shown}\n\nto play it again: ${replay(series, index)}\n`;
}

function replay({ target, seed }: Series, index: number): string {
  return `npm run fuzz -- --seed ${seed} --target ${target.name} --case ${index}`;
}
