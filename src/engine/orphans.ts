import { readElapsed } from '../freebsd/ps.ts';
import type { Child } from '../history/journal.ts';
import type { Machine } from '../system/ports.ts';

const tolerance = { seconds: 4 };
const grace = { answer: 5000, term: 5000, kill: 5000 };

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
  const whose = await whoseWithin(machine, child, queryMs);
  if (whose === 'unknown')
    machine.log.warn(
      `process ${child.pid} may be what a run that was killed has left (${child.word}): ps does not tell, so it is left alone`,
    );
  if (whose !== 'ours') return;
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

/** `other`: gone, or a process that has its id now. */
type Whose = 'ours' | 'other' | 'unknown';

/** Asks again where ps(1) does not tell: without this answer nothing is ended. */
async function whoseWithin(machine: Machine, child: Child, queryMs: number): Promise<Whose> {
  const deadline = machine.clock.elapsed() + grace.answer;
  for (;;) {
    const whose = await whoseIs(machine, child, queryMs);
    if (whose !== 'unknown' || machine.clock.elapsed() >= deadline) return whose;
    await machine.clock.sleep(500);
  }
}

async function whoseIs(machine: Machine, child: Child, queryMs: number): Promise<Whose> {
  if (machine.processes.signal(child.pid, 'exists') === 'gone') return 'other';
  const process = await readElapsed(machine.exec, child.pid, queryMs);
  if (!process.known) return 'unknown';
  if (process.value === undefined) return 'other';
  const { elapsedSeconds, command } = process.value;
  const started = machine.clock.now() - elapsedSeconds * 1000;
  const fits = Math.abs(started - child.at) <= tolerance.seconds * 1000;
  return fits && command.includes(child.word) ? 'ours' : 'other';
}

async function isGone(
  machine: Machine,
  child: Child,
  queryMs: number,
  limitMs: number,
): Promise<boolean> {
  const deadline = machine.clock.elapsed() + limitMs;
  while (machine.clock.elapsed() < deadline) {
    if ((await whoseIs(machine, child, queryMs)) === 'other') return true;
    await machine.clock.sleep(100);
  }
  return false;
}
