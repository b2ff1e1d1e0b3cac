import { readElapsed } from '../freebsd/ps.ts';
import type { Child } from '../history/journal.ts';
import type { Machine } from '../system/ports.ts';

const tolerance = { seconds: 4 };
const grace = { term: 5000, kill: 5000 };

/**
 * Ends what a run that was killed has left behind: a script that would start a service after it was
 * stopped, or a check that a second one must not overlap. A process counts as ours only when its id,
 * its start and its last argument fit: ids are used again.
 */
export async function endOrphans(
  machine: Machine,
  children: readonly Child[],
  queryMs: number,
): Promise<void> {
  await Promise.all(children.map((child) => endOrphan(machine, child, queryMs)));
}

async function endOrphan(machine: Machine, child: Child, queryMs: number): Promise<void> {
  if (!(await isOurs(machine, child, queryMs))) return;
  machine.log.warn(
    `process ${child.pid} (${child.word}) was left by a run that was killed: ending it`,
  );
  machine.processes.signal(-child.pid, 'TERM');
  if (await isGone(machine, child, queryMs, grace.term)) return;
  machine.processes.signal(-child.pid, 'KILL');
  if (await isGone(machine, child, queryMs, grace.kill)) return;
  machine.log.error(`process ${child.pid} (${child.word}) cannot be ended: going on without it`, {
    code: 'tool-stuck',
  });
}

async function isOurs(machine: Machine, child: Child, queryMs: number): Promise<boolean> {
  if (machine.processes.signal(child.pid, 'exists') === 'gone') return false;
  const process = await readElapsed(machine.exec, child.pid, queryMs);
  if (!process.known || process.value === undefined) return false;
  const { elapsedSeconds, command } = process.value;
  const started = machine.clock.now() - elapsedSeconds * 1000;
  const fits = Math.abs(started - child.at) <= tolerance.seconds * 1000;
  return fits && command.includes(child.word);
}

async function isGone(
  machine: Machine,
  child: Child,
  queryMs: number,
  limitMs: number,
): Promise<boolean> {
  const deadline = machine.clock.elapsed() + limitMs;
  while (machine.clock.elapsed() < deadline) {
    if (!(await isOurs(machine, child, queryMs))) return true;
    await machine.clock.sleep(100);
  }
  return false;
}
