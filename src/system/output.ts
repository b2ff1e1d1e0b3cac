/** What is printed: synchronously, so that nothing is cut off when the process ends. */
import * as fs from 'node:fs';
import { errnoName } from './errno.ts';

const retryMs = 5;
/** A reader of stderr that stalls must not hold a failover up; one of stdout is waited for. */
const patienceMs = { stdout: Infinity, stderr: 1000 } as const;
const descriptors = { stdout: 1, stderr: 2 } as const;

/** Whoever read it may be gone (devd, ssh): then it goes nowhere, and that is no error. */
export function writeOut(to: 'stdout' | 'stderr', text: string): 'written' | 'gone' {
  let rest = Buffer.from(text);
  const deadline = performance.now() + patienceMs[to];
  while (rest.length > 0) {
    const written = writeSome(descriptors[to], rest);
    if (written === 'gone' || (written === 'full' && performance.now() > deadline)) return 'gone';
    if (written === 'full') pause();
    else rest = rest.subarray(written);
  }
  return 'written';
}

/** `full`: a pipe that takes no more just now. */
function writeSome(descriptor: number, bytes: Buffer): number | 'full' | 'gone' {
  try {
    return fs.writeSync(descriptor, bytes);
  } catch (error) {
    return ['EAGAIN', 'EINTR'].includes(errnoName(error)) ? 'full' : 'gone';
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
}

/** For what node and libraries write by themselves: without it a closed stderr ends the process. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
