import type { Command, Machine, Ran } from '../../src/system/ports.ts';
import type { Pair } from '../../src/sim/index.ts';
import { toolPaths } from '../../src/sim/tools/index.ts';

export type Finished = Extract<Ran, { kind: 'exited' }>;

/** Runs `hastctl role primary data` on a machine while the virtual time goes on. */
export async function run(
  pair: Pair,
  machine: Machine,
  line: string,
  limits: Partial<Command> = {},
): Promise<Ran> {
  const [tool = '', ...args] = line.split(' ');
  const path = toolPaths.find((one) => one.endsWith(`/${tool}`)) ?? `/sbin/${tool}`;
  const ran = await pair.clock.until(
    machine.exec({ tool: path, args, limitMs: 60_000, ...limits }),
  );
  if (ran === undefined) throw new Error(`${line} did not end`);
  return ran;
}

export async function finish(pair: Pair, machine: Machine, line: string): Promise<Finished> {
  const ran = await run(pair, machine, line);
  if (ran.kind !== 'exited') throw new Error(`${line}: ${ran.kind}`);
  return ran;
}

/** Milliseconds until something holds, looked at every 10 ms. */
export async function timeUntil(
  pair: Pair,
  holds: () => boolean,
  limitMs = 120_000,
): Promise<number> {
  const start = pair.clock.elapsed();
  while (!holds()) {
    if (pair.clock.elapsed() - start > limitMs) throw new Error('it never came to hold');
    await pair.clock.pass(10);
  }
  return pair.clock.elapsed() - start;
}

/** The whole trace as text. */
export function traceText(pair: Pair): string {
  return pair.trace.map((entry) => JSON.stringify(entry)).join('\n');
}
