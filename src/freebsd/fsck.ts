import type { FsckVerdict } from './types.ts';

/** How a run of fsck_ffs ended. */
export interface FsckRun {
  /** `preen`: `fsck_ffs -p`. `repair`: `fsck_ffs -y`. */
  readonly mode: 'preen' | 'repair';
  readonly status: number;
  /** stdout and stderr. */
  readonly output: string;
}

/**
 * What a check came to (sbin/fsck_ffs/main.c, fsck.h). The output counts before the status: `-y` on
 * a device that it may not write repairs nothing, says `(NO WRITE)` and exits 0; `-p` exits 3 for a
 * device that is not there, too.
 */
export function judgeFsck(run: FsckRun): FsckVerdict {
  return judgeOutput(run) ?? judgeStatus(run);
}

function judgeOutput({ mode, status, output }: FsckRun): FsckVerdict | undefined {
  if (output.includes('NO WRITE')) return { kind: 'no-write-access' };
  if (output.includes('Cannot find file system superblock')) return { kind: 'no-superblock' };
  if (/^Can't (?:stat|open) /m.test(output)) return failed(status, output);
  if (mode === 'preen' && needsRepair.test(output)) return { kind: 'needs-repair' };
  if (/PLEASE RERUN FSCK|FILE SYSTEM (?:STILL|MARKED) DIRTY/.test(output)) {
    return { kind: 'run-again' };
  }
  return undefined;
}

/** `UNEXPECTED INCONSISTENCY`, or `UNEXPECTED SOFT UPDATE INCONSISTENCY`. */
const needsRepair = /UNEXPECTED (?:\S+ ){0,3}INCONSISTENCY|RUN fsck MANUALLY/i;

function judgeStatus({ mode, status, output }: FsckRun): FsckVerdict {
  if (status === 8 && mode === 'preen') return { kind: 'needs-repair' };
  switch (status) {
    case 0:
      return { kind: 'clean' };
    case 3:
      return { kind: 'no-superblock' };
    case 4:
    case 16:
      return { kind: 'run-again' };
    case 2:
    case 12:
      return { kind: 'interrupted' };
    default:
      return failed(status, output);
  }
}

function failed(status: number, output: string): FsckVerdict {
  const line = output.split('\n').findLast((text) => text.trim() !== '');
  const words = line === undefined ? '' : `: ${line.trim()}`;
  return { kind: 'failed', text: `fsck_ffs: exit ${status}${words}` };
}
