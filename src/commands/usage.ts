import { defaultLog } from '../config/defaults.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';

/** Says what is wrong with a call: to whoever typed it, and to syslog when nobody sees stderr. */
export async function usageError(session: Session, text: string): Promise<number> {
  if (session.terminal.watched) {
    session.terminal.complain(text);
  } else {
    await session.openLog(defaultLog);
    session.machine.log.error(text);
  }
  return exit.usage;
}
