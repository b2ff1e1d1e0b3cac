/** The commands that run now, and the end of them all when this process is told to end. */
import type { ChildProcess } from 'node:child_process';
import { endGroup, killGroup } from './group.ts';

interface LiveChild {
  readonly pid: number;
  readonly child: ChildProcess;
}

const live = new Set<LiveChild>();
let ending = false;

/** Until `done` settles, the command is one that `endChildren` ends. */
export async function whileLive<T>(child: LiveChild, done: Promise<T>): Promise<T> {
  live.add(child);
  try {
    return await done;
  } finally {
    live.delete(child);
  }
}

/**
 * Ends all process groups: TERM, after `graceMs` KILL. From now on nothing that `unlessEnding` holds
 * goes on: the run must not take its commands' end for theirs, and close the record.
 */
export async function endChildren(graceMs: number): Promise<void> {
  ending = true;
  await Promise.all(running().map(({ pid, child }) => endGroup({ pid, child, graceMs })));
}

/** At the end of this process: a question that nobody waits for any more must not outlive it. */
export function killChildren(): void {
  for (const { pid } of running()) killGroup(pid);
}

/** How many `endChildren` would end. */
export function countLive(): number {
  return running().length;
}

/** What a service start has left behind is the machine's, and lives on. */
function running(): readonly LiveChild[] {
  return [...live].filter(({ child }) => child.exitCode === null && child.signalCode === null);
}

export function isEnding(): boolean {
  return ending;
}

/** The value; once the process is about to end, never. */
export function unlessEnding<T>(value: T): T | Promise<T> {
  return ending ? never() : value;
}

/** For what must not go on in a process that is about to end. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
