import type { Files, Written } from '../system/ports.ts';
import { freezePath } from './paths.ts';
import { changeWords, wordOf, type Change, type Word } from './word-file.ts';

/**
 * Why a group is frozen: carphast does nothing to it. It lies in a file of its own, and not with
 * maintenance: a carphast that knows nothing of it goes on as ever, whereas it would read a record of
 * maintenance as an order to let go.
 */
export type Freeze = Word;

/** A group's record; when the file is damaged every group has one: nothing is touched then. */
export function freezeOf(files: Files, group: string): Freeze | undefined {
  return wordOf(files, freezePath, group);
}

/** Freezes groups, or thaws them. */
export function changeFreeze(files: Files, change: Change): Written {
  return changeWords(files, freezePath, change);
}
