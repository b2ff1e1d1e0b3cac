import type { Config } from '../config/model.ts';
import type { Hint, Joined, Machine } from '../system/ports.ts';
import { fly } from './flight.ts';
import { shareQuestions } from './shared-questions.ts';

/** What became of work that only one run at a time may do. */
export type Solo<T> =
  | { readonly kind: 'worked'; readonly value: T }
  /** Another run is at work; it was not disturbed. `pid`: its process, where it says so. */
  | { readonly kind: 'busy'; readonly pid?: number }
  /** Nothing would keep a second run away. */
  | { readonly kind: 'unguarded'; readonly message: string };

/** `calledOff`: an event came in, which is more urgent than what waits by hand. */
export type SoloWork<T> = (machine: Machine, calledOff: AbortSignal) => Promise<T>;

/**
 * Work by hand, in the place of a run: none begins meanwhile, and what comes in is looked after
 * right after it. Where another run is at work nothing is done.
 */
export async function workAlone<T>(
  machine: Machine,
  config: Config,
  { text, work }: { readonly text: string; readonly work: SoloWork<T> },
): Promise<Solo<T>> {
  const joined = await machine.flight.join({ kind: 'watch', text, vhids: [] });
  switch (joined.kind) {
    case 'follower':
      return joined.pid === undefined ? { kind: 'busy' } : { kind: 'busy', pid: joined.pid };
    case 'silent':
      return { kind: 'busy' };
    case 'unavailable':
      return { kind: 'unguarded', message: joined.message };
    case 'leader':
      return { kind: 'worked', value: await lead(machine, config, { joined, work }) };
  }
}

interface Lead<T> {
  readonly joined: Extract<Joined, { kind: 'leader' }>;
  readonly work: SoloWork<T>;
}

async function lead<T>(machine: Machine, config: Config, { joined, work }: Lead<T>): Promise<T> {
  const { leadership } = joined;
  const late: Hint[] = [];
  const calledOff = new AbortController();
  leadership.onHint((hint) => {
    if (hint.kind === 'watch') return 'duplicate';
    machine.log.info(`told by a later call: ${hint.text}`);
    late.push(hint);
    calledOff.abort();
    return 'noted';
  });
  try {
    return await work({ ...machine, exec: shareQuestions(machine.exec) }, calledOff.signal);
  } finally {
    await leadership.leave();
    const text = late.map((hint) => hint.text).join(', ');
    if (late.length > 0) await fly(machine, config, { hint: { kind: 'look', text, vhids: [] } });
  }
}
