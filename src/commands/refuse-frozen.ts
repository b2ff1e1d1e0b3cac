import { freezeOf } from '../history/freeze.ts';
import { wordText } from '../history/word-file.ts';
import type { Refusal } from '../plan/codes.ts';
import type { Files } from '../system/ports.ts';
import { refuse } from './refuse.ts';
import type { Session } from './session.ts';

/** Why a verb that changes groups touches none of these, or undefined: the first one that is frozen. */
export function refuseFrozen(files: Files, names: readonly string[]): Refusal | undefined {
  for (const name of names) {
    const freeze = freezeOf(files, name);
    if (freeze !== undefined)
      return { code: 'frozen', text: `group ${name} is frozen ${wordText(freeze)}` };
  }
  return undefined;
}

/** Somebody froze it while this verb was at work: what was let go stays so, and nothing is taken back. */
export function refuseFrozenMidway(session: Session, names: readonly string[]): number | undefined {
  const frozen = refuseFrozen(session.machine.files, names);
  if (frozen === undefined) return undefined;
  const left = 'this ends here, and all stays as it is now (carphast status)';
  return refuse(session, { ...frozen, text: `${frozen.text}, on the way: ${left}` });
}
