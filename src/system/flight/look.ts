/** Whether a run holds the place: for somebody who only looks, and leaves no hint. */
import { connect } from 'node:net';
import { errnoName } from '../errno.ts';
import type { AtWork, Clock } from '../ports.ts';
import { highestIn, leaderPath, type Highest } from './place.ts';

interface Place {
  readonly directory: string;
  readonly clock: Clock;
}

/** How long a run may take to be called. */
const callMs = 1000;

/** A socket that lets nobody in three times, 50 ms apart, is a dead run's; see `askPatiently`. */
export async function lookForRun({ directory, clock }: Place): Promise<AtWork> {
  for (let again = 2; ; again -= 1) {
    const highest = listed(directory);
    if (highest === 'none' || highest === 'unseen') return highest;
    if (highest.kind !== 'leader') return 'none';
    const called = await call(leaderPath(directory, highest.generation), clock);
    if (called !== 'refused') return called;
    if (again === 0) return 'none';
    await clock.sleep(50);
  }
}

function listed(directory: string): Highest | 'none' | 'unseen' {
  try {
    return highestIn(directory);
  } catch (error) {
    return errnoName(error) === 'ENOENT' ? 'none' : 'unseen';
  }
}

async function call(path: string, clock: Clock): Promise<AtWork | 'refused'> {
  const over = new AbortController();
  const socket = connect({ path });
  const answer = new Promise<AtWork | 'refused'>((resolve) => {
    socket.on('connect', () => {
      resolve('at-work');
    });
    socket.on('error', (error) => {
      resolve(meaning(errnoName(error)));
    });
  });
  const silence = clock.sleep(callMs, over.signal).then((): AtWork => 'unseen');
  const first = await Promise.race([answer, silence]);
  over.abort();
  socket.destroy();
  return first;
}

function meaning(name: string): AtWork | 'refused' {
  switch (name) {
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
    case 'ENOENT': // it has left, or another one took its place
      return 'refused';
    case 'EAGAIN': // full queue, as Linux says it
    case 'ECONNRESET':
    case 'EPIPE':
      return 'at-work';
    default:
      return 'unseen';
  }
}
