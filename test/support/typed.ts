import { setTimeout as pause } from 'node:timers/promises';
import { runCommandLine } from '../../src/cli.ts';
import { healthyPair } from './checked.ts';
import { sessionOn } from './session.ts';

export interface Typed {
  readonly status: number | undefined;
  readonly printed: string;
  readonly complained: string;
}

/** What the real command line does with these words, on the node of a simulated pair that serves. */
export async function typed(...words: readonly string[]): Promise<Typed> {
  const { pair } = healthyPair();
  const { session, printed, complained } = sessionOn(pair.node('hast1').machine());
  const outside = {
    open: () => ({ session, close: () => Promise.resolve() }),
    write: (to: 'stdout' | 'stderr', text: string) => {
      (to === 'stdout' ? printed : complained).push(text);
    },
  };
  const run = runCommandLine(words, undefined, outside);
  let status = await pair.clock.until(run, limitMs);
  // A part of the program that is loaded only when it is needed takes real time.
  for (let again = 0; status === undefined && again < 200; again += 1) {
    await pause(20);
    status = await pair.clock.until(run, limitMs);
  }
  return { status, printed: printed.join('\n'), complained: complained.join('\n') };
}

const limitMs = 60_000;
