import * as z from 'zod/mini';
import type { Files, Written } from '../system/ports.ts';
import { maintenancePath } from './paths.ts';
import { milliseconds } from './times.ts';

/** Why a group is in maintenance. It survives boots, and ends by an operator's word alone. */
const record = z.object({
  /** Milliseconds since the epoch. */
  since: milliseconds,
  reason: z.string(),
});
const file = z.object({ v: z.literal(1), groups: z.record(z.string(), record) });

export type Maintenance = z.infer<typeof record>;

/** `damaged`: somebody has put something into maintenance, and what cannot be read. */
export type InMaintenance =
  | { readonly kind: 'groups'; readonly groups: ReadonlyMap<string, Maintenance> }
  | { readonly kind: 'damaged' };

export function readMaintenance(files: Files): InMaintenance {
  const read = files.readText(maintenancePath);
  if (read.kind === 'absent') return { kind: 'groups', groups: new Map() };
  if (read.kind === 'unreadable') return { kind: 'damaged' };
  try {
    const parsed = file.safeParse(JSON.parse(read.text));
    return parsed.success
      ? { kind: 'groups', groups: new Map(Object.entries(parsed.data.groups)) }
      : { kind: 'damaged' };
  } catch {
    return { kind: 'damaged' };
  }
}

/** A group's record; when the file is damaged every group has one, for that is the safe side. */
export function maintenanceOf(files: Files, group: string): Maintenance | undefined {
  const found = readMaintenance(files);
  if (found.kind === 'groups') return found.groups.get(group);
  return { since: 0, reason: `${maintenancePath} cannot be read` };
}

export interface Change {
  readonly names: readonly string[];
  /** All groups of the configuration: with a damaged file each of them is in maintenance. */
  readonly known: readonly string[];
  /** Undefined: out of maintenance. */
  readonly record: Maintenance | undefined;
}

/** Puts groups into maintenance, or takes them out; those of no configuration any more are dropped. */
export function changeMaintenance(files: Files, { names, known, record }: Change): Written {
  const before = known.flatMap((name) => {
    const found = maintenanceOf(files, name);
    return found === undefined ? [] : [[name, found] as const];
  });
  const groups = new Map(before);
  for (const name of names) {
    if (record === undefined) groups.delete(name);
    else if (!groups.has(name)) groups.set(name, record);
  }
  if (groups.size > 0)
    return files.replaceText(
      maintenancePath,
      `${JSON.stringify({ v: 1, groups: Object.fromEntries(groups) })}\n`,
    );
  return files.exists(maintenancePath) ? files.remove(maintenancePath) : { kind: 'written' };
}
