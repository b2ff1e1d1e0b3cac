import { hastEvents, recordHastEvent } from '../history/hast-events.ts';
import { defaultLog } from '../config/defaults.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';
import { usageError } from './usage.ts';

/**
 * `carphast hast-event EVENT RESOURCE`: hastd's `exec` hook, which is the only one to tell of a
 * split brain. It is recorded, and nothing else: the hook runs in the middle of our own role changes
 * too, and which side is thrown away is a person's word.
 */
export async function hastEvent(session: Session, words: readonly string[]): Promise<number> {
  const [word, resource] = words;
  const event = hastEvents.find((name) => name === word);
  if (event === undefined || resource === undefined || !/^[\w.:-]{1,64}$/.test(resource)) {
    return usageError(
      session,
      `found ${JSON.stringify(words.join(' '))}, expected an event of hastd (${hastEvents.join(', ')}) and a resource.${didYouMean(nearest(word ?? '', hastEvents))}`,
    );
  }
  await session.openLog(defaultLog);
  const { files, clock, log } = session.machine;
  const written = recordHastEvent(files, { event, resource, at: clock.now() });
  if (written === undefined) return exit.done;
  const told = { resource, event };
  if (event === 'split-brain')
    log.error('both nodes have written: HAST replicates no more. Nothing was thrown away', {
      ...told,
      code: 'split-brain',
    });
  else log.info(`hastd: ${words.join(' ')}`, told);
  return written.kind === 'written' ? exit.done : exit.failed;
}
