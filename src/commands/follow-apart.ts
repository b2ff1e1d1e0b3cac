import type { Config } from '../config/model.ts';
import { formatDuration } from '../config/duration.ts';
import { lastParting, readHastEvents, type HastEventLine } from '../history/hast-events.ts';
import type { Machine } from '../system/ports.ts';
import { learnCopies, longestSyncMs, pauseMs } from './learn-copies.ts';

/** After a change of roles a primary that lives is connected by then, an idle one included. */
const connectMs = 40_000;

/**
 * From a lost connection, or a new role, on: as long as a secondary has no primary connected, the other
 * node may go on without it, and hastd tells that nobody here. So it is asked again and again, until it
 * is connected, has another role, or is known to lack something: right after the cut the primary itself
 * knows of nothing yet. One call follows all resources, and the last event's call is that one.
 */
export async function followApart(
  machine: Machine,
  config: Config,
  told: HastEventLine,
): Promise<void> {
  if (config.peer?.ssh === undefined) return;
  const { clock, log } = machine;
  const begun = clock.elapsed();
  let asking = machine;
  let pause = told.event === 'role' ? connectMs : pauseMs.first;
  for (; ; pause = Math.min(2 * pause, pauseMs.longest)) {
    await clock.sleep(pause);
    if (isOvertaken(machine, told)) return;
    const { apart, unread } = await learnCopies(asking, config);
    if (apart.length === 0 && unread.length === 0) return;
    const names = [...apart, ...unread].join(', ');
    if (asking === machine)
      log.info(`no primary is connected to ${names}: the other node is asked what is missing here`);
    asking = quiet(machine);
    const waited = clock.elapsed() - begun;
    if (waited > longestSyncMs) {
      log.warn(`${names}: not connected for ${formatDuration(waited)}, asked no more`);
      return;
    }
  }
}

/** Another call follows from here on. A full disk keeps no event: what is older overtakes nothing. */
function isOvertaken({ files }: Machine, told: HastEventLine): boolean {
  const last = lastParting(readHastEvents(files));
  if (last === undefined || last.at < told.at) return false;
  return last.event !== told.event || last.resource !== told.resource || last.at !== told.at;
}

/** A node that is gone for good would be said to be silent once a minute. */
function quiet(machine: Machine): Machine {
  const { log } = machine;
  const info: Machine['log']['info'] = (message, fields) => {
    log.debug(message, fields);
  };
  return { ...machine, log: { ...log, info } };
}
