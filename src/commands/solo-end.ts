import type { Solo } from '../engine/solo.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';

/** Work by hand that was not begun: nothing was changed. */
export function endSolo(
  { machine, terminal }: Session,
  solo: Exclude<Solo<never>, { kind: 'worked' }>,
): number {
  switch (solo.kind) {
    case 'busy': {
      const who = solo.pid === undefined ? '' : ` (pid ${solo.pid})`;
      terminal.complain(`another run is at work${who}: nothing was changed. Try again`);
      return exit.tryAgain;
    }
    case 'unguarded':
      machine.log.error(`nothing would keep a second run away: ${solo.message}`, {
        code: 'run-unguarded',
      });
      return exit.refused;
  }
}
