import type { Chapter, Example, VerbPage } from '../verb-page.ts';
import { hast } from './hast.ts';
import { install } from './install.ts';
import { look } from './look.ts';
import { move } from './move.ts';
import { system } from './system.ts';

/** In the order in which they are printed. */
export const chapters: readonly Chapter[] = [look, move, hast, install, system];

/** The page of a verb by its words, e.g. `history show`. */
export function verbPage(words: string): VerbPage | undefined {
  return chapters.map(({ verbs }) => verbs[words]).find((page) => page !== undefined);
}

/** Of `carphast` without a verb. */
export const examples: readonly Example[] = [
  ['carphast MASTER 1@em0', 'what devd runs; ifconfig decides what is true'],
  ['carphast check', 'would a failover work now?'],
  ['carphast plan', 'what would be done now, and why'],
  ['carphast reconcile', 'look at everything, put right what is not'],
  ['carphast explain CODE', 'what a refusal means, and what to type'],
];
