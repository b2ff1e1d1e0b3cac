/** Signals by kill(2). */
import type { Processes } from './ports.ts';
import { errnoName } from './errno.ts';

export const realProcesses: Processes = {
  self: process.pid,
  signal: (pid, signal) => {
    if (reachesTooFar(pid)) return 'refused';
    try {
      process.kill(pid, signal === 'exists' ? 0 : `SIG${signal}`);
      return 'sent';
    } catch (error) {
      return errnoName(error) === 'ESRCH' ? 'gone' : 'refused';
    }
  },
};

/** kill(2) takes 0 for the caller's own group and -1 for every process there is. */
function reachesTooFar(pid: number): boolean {
  return !Number.isSafeInteger(pid) || pid === 0 || pid === -1;
}
