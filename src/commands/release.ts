import { releasedPath } from '../history/paths.ts';
import { act, notRoot } from './act.ts';
import type { Session } from './session.ts';

/**
 * `carphast release`: let go of everything, in good order, then of the address. Nothing is taken
 * over until `carphast resume` or a boot: the marker lies in /var/run.
 */
export async function release(session: Session): Promise<number> {
  if (!session.privileged) return notRoot(session);
  const marked = session.machine.files.replaceText(
    releasedPath,
    'released by an operator or a shutdown\n',
  );
  if (marked.kind === 'failed')
    session.machine.log.warn(
      `the release cannot be noted (${marked.message}): an event may undo it`,
    );
  return act(session, {
    wait: true,
    hold: 'released',
    handOver: true,
    hint: () => ({ kind: 'look', text: 'release', vhids: [] }),
  });
}
