import { releasedPath } from '../history/paths.ts';
import { act } from './act.ts';
import type { Session } from './session.ts';

/**
 * `carphast release`: let go of everything, in good order, then of the address. Nothing is taken
 * over until `carphast resume` or a boot: the marker lies in /var/run.
 */
export function release(session: Session): Promise<number> {
  return act(session, {
    wait: true,
    hold: 'released',
    handOver: true,
    hint: () => {
      mark(session);
      return { kind: 'look', text: 'release', vhids: [] };
    },
  });
}

/** Before anything is let go, so that an event that comes meanwhile does not take it back. */
function mark({ machine }: Session): void {
  const marked = machine.files.replaceText(releasedPath, 'by an operator or a shutdown\n');
  if (marked.kind === 'failed')
    machine.log.warn(`the release cannot be noted (${marked.message}): an event may undo it`);
}
