import type { Files, Written } from '../system/ports.ts';
import { maintenancePath } from './paths.ts';
import { changeWords, wordOf, type Change, type Word } from './word-file.ts';

/** Why a group is in maintenance: it is let go of, and nothing is taken over. */
export type Maintenance = Word;

/** A group's record; when the file is damaged every group has one, for that is the safe side. */
export function maintenanceOf(files: Files, group: string): Maintenance | undefined {
  return wordOf(files, maintenancePath, group);
}

/** Puts groups into maintenance, or takes them out. */
export function changeMaintenance(files: Files, change: Change): Written {
  return changeWords(files, maintenancePath, change);
}
