import type { OpenSession } from '../commands/open-session.ts';
import { usageError } from '../commands/usage.ts';
import { verbs } from '../commands/verbs.ts';
import { readWords, type Event } from '../commands/words.ts';
import type { WithSession } from './with-session.ts';

/** Words are judged before anything is looked at. */
export function withEvent(
  words: readonly string[],
  withSession: WithSession,
  work: (open: OpenSession, event: Event) => Promise<number>,
): Promise<void> {
  const read = readWords(words, verbs);
  if (read.kind === 'event') return withSession((open) => work(open, read.event));
  const end = /[?.]$/.test(read.expected) ? '' : '.';
  const text = `found ${read.found}, expected ${read.expected}${end}`;
  return withSession(({ session }) => usageError(session, text));
}
