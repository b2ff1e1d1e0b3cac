import { isCopiesFile } from '../history/copies.ts';
import { isYieldFile } from './yields.ts';
import type { Files, Machine } from '../system/ports.ts';
import { holdsNotes } from '../history/journal.ts';
import {
  copiesPath,
  groupOfOpen,
  hastEventsPath,
  historyPath,
  lastGoodPath,
  yieldPath,
} from '../history/paths.ts';
import { stateDirectory } from '../system/directories.ts';

/** A file of ours that this version cannot go on with, and why. */
export interface Unfit {
  readonly path: string;
  readonly why: string;
}

/**
 * State that another version has left, or somebody else: what is a directory, and what says nothing
 * that is understood. Lines that are not understood among others are no reason: they are left out.
 */
export function unfitFiles(files: Files): readonly Unfit[] {
  const names = files.list(stateDirectory);
  if (names === undefined)
    return files.exists(stateDirectory)
      ? [{ path: stateDirectory, why: 'it is not a directory' }]
      : [];
  const open = names.filter((name) => groupOfOpen(name) !== undefined);
  return [
    ...[historyPath, hastEventsPath, lastGoodPath].flatMap((path) =>
      unfit(files, path, () => true),
    ),
    ...unfit(files, yieldPath, isYieldFile),
    ...unfit(files, copiesPath, isCopiesFile),
    ...open.flatMap((name) => unfit(files, `${stateDirectory}/${name}`, holdsNotes)),
  ];
}

function unfit(
  files: Files,
  path: string,
  isUnderstood: (text: string) => boolean,
): readonly Unfit[] {
  const read = files.readText(path);
  switch (read.kind) {
    case 'absent':
      return [];
    case 'unreadable':
      return read.unfit === true ? [{ path, why: read.message }] : [];
    case 'text':
      return read.text.trim() === '' || isUnderstood(read.text)
        ? []
        : [{ path, why: 'nothing in it is understood: written by another version, or damaged' }];
  }
}

/** Renames each one, for a person to look at: nothing of it is deleted. */
export function setAside({ files, clock, log }: Machine, found: readonly Unfit[]): void {
  const stamp = new Date(clock.now()).toISOString().replaceAll(':', '');
  for (const { path, why } of found) {
    const aside = `${path}.set-aside-${stamp}`;
    const moved = files.rename(path, aside);
    if (moved.kind === 'written') log.warn(`${path} is set aside as ${aside}: ${why}`);
    else log.warn(`${path} cannot be used (${why}), nor set aside: ${moved.message}`);
  }
}
