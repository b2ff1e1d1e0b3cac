/** Ending a command's whole process group. */
import type { ChildProcess } from 'node:child_process';
import { realClock } from '../clock.ts';
import { realProcesses } from '../processes.ts';

/** From KILL until whatever is left counts as stuck, in milliseconds. */
const killGraceMs = 2000;
const pollMs = 10;

export interface Ending {
  /** Of the child, which is the group's leader. */
  readonly pid: number;
  readonly child: ChildProcess;
  readonly graceMs: number;
}

/** TERM, after `graceMs` KILL; true when some of the group is still there 2 s later. */
export async function endGroup(ending: Ending): Promise<boolean> {
  realProcesses.signal(-ending.pid, 'TERM');
  if (await goneWithin(ending, ending.graceMs)) return false;
  killGroup(ending.pid);
  return !(await goneWithin(ending, killGraceMs));
}

/** Also after the leader's end: descendants keep the group alive, and with it the number. */
export function killGroup(pid: number): void {
  realProcesses.signal(-pid, 'KILL');
}

async function goneWithin(ending: Ending, limitMs: number): Promise<boolean> {
  const end = realClock.elapsed() + limitMs;
  while (!gone(ending)) {
    if (realClock.elapsed() >= end) return false;
    await realClock.sleep(pollMs);
  }
  return true;
}

function gone({ pid, child }: Ending): boolean {
  const reaped = child.exitCode !== null || child.signalCode !== null;
  return reaped && realProcesses.signal(-pid, 'exists') === 'gone';
}
