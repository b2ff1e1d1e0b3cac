import { formatDuration } from '../config/duration.ts';
import type { Command } from '../system/ports.ts';
import type { Task } from './task.ts';

export const heartbeatMs = 30_000;

/** A line every 30 s for as long as a command runs: a check can take many minutes. */
export async function tellWhile(
  task: Task,
  command: Pick<Command, 'tool' | 'args'>,
  ended: AbortSignal,
): Promise<void> {
  const { clock } = task.machine;
  const begun = clock.elapsed();
  for (;;) {
    await clock.sleep(heartbeatMs, ended);
    if (ended.aborted) return;
    const line = [command.tool, ...command.args].join(' ');
    task.say(`${line} still runs after ${formatDuration(clock.elapsed() - begun)}`);
  }
}
