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

/** Puts groups into maintenance, or, without a record, takes them out. A damaged file is replaced. */
export function changeMaintenance(
  files: Files,
  names: readonly string[],
  record: Maintenance | undefined,
): Written {
  const found = readMaintenance(files);
  const groups = new Map(found.kind === 'groups' ? found.groups : []);
  for (const name of names) {
    if (record === undefined) groups.delete(name);
    else if (!groups.has(name)) groups.set(name, record);
  }
  if (groups.size > 0)
    return files.replaceText(
      maintenancePath,
      `${JSON.stringify({ v: 1, groups: Object.fromEntries(groups) })}\n`,
    );
  return found.kind === 'groups' && found.groups.size === 0
    ? { kind: 'written' }
    : files.remove(maintenancePath);
}
