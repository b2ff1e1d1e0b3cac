import { changeCopies } from '../history/copies.ts';
import { hastEvents, recordHastEvent, type HastEventLine } from '../history/hast-events.ts';
import { isBooting } from '../engine/booting.ts';
import type { Role } from '../freebsd/types.ts';
import { readResource } from '../world/hast.ts';
import { lookAt } from '../world/read.ts';
import { defaultLog } from '../config/defaults.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import { exit } from './exit.ts';
import { followApart } from './follow-apart.ts';
import { followCopies } from './learn-copies.ts';
import { lookAgain } from './look-again.ts';
import { readConfig, type Session } from './session.ts';
import { usageError } from './usage.ts';

/**
 * `carphast hast-event EVENT RESOURCE`: hastd's `exec` hook, which is the only one to tell of a
 * split brain. It is recorded, and changes nothing: the hook runs in the middle of our own role changes
 * too, and which side is thrown away is a person's word. A secondary asks from here on how whole its
 * copy is, connected or not.
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
  const role = event === 'split-brain' ? await roleNow(session, resource) : undefined;
  const entry: HastEventLine = {
    event,
    resource,
    ...(role === undefined ? {} : { role }),
    at: clock.now(),
  };
  const written = recordHastEvent(files, entry);
  if (written === undefined) return exit.done;
  const told = { resource, event };
  if (event === 'split-brain')
    log.error('both nodes have written: HAST replicates no more. Nothing was thrown away', {
      ...told,
      code: 'split-brain',
    });
  else log.info(`hastd: ${words.join(' ')}`, told);
  await learnFrom(session, entry);
  return written.kind === 'written' ? exit.done : exit.failed;
}

/** hastd does not wait for its hook, and answers it (hooks.c). It is asked in vain while it is busy. */
async function roleNow({ machine }: Session, name: string): Promise<Role | undefined> {
  const reading = await readResource(machine, name, { hastMs: 5000 });
  return reading.known ? reading.value.role : undefined;
}

const asksFrom: ReadonlySet<HastEventLine['event']> = new Set(['connect', 'disconnect', 'role']);

/** A primary hears when both copies are equal; a secondary has to ask, connected or not. */
async function learnFrom(session: Session, entry: HastEventLine): Promise<void> {
  const { machine } = session;
  const { event, resource } = entry;
  if (event === 'syncdone')
    changeCopies(machine.files, new Map([[resource, { state: 'whole', at: machine.clock.now() }]]));
  if (!asksFrom.has(event)) return;
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid' || !session.privileged) return;
  const { config } = loaded;
  if (event !== 'connect') return followApart(machine, config, entry);
  // `carphast boot` is at it, and goes on.
  if (await isBooting({ machine, look: lookAt(config) })) return;
  if (await followCopies(machine, config, resource))
    await lookAgain(session, 'a copy is whole now');
}
