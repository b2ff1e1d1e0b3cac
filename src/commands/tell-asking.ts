import { usualPatience } from '../check/peer.ts';
import { formatDuration } from '../config/duration.ts';
import { tellSoFar } from './progress.ts';
import type { Session } from './session.ts';

/** An answer that comes sooner needs no word. */
const firstMs = 2000;

/** A node that is dead lets ssh wait: whoever sits at a terminal is told for what, and how long already. */
export async function tellAsking<T>(session: Session, asked: Promise<T>): Promise<T> {
  if (!session.terminal.interactive) return asked;
  const answered = new AbortController();
  const what = `asking the other node (limit ${formatDuration(usualPatience.limitMs)})`;
  void tellSoFar(session, { what, ended: answered.signal, firstMs });
  try {
    return await asked;
  } finally {
    answered.abort();
  }
}
