import * as z from 'zod/mini';
import type { Reading } from '../freebsd/reading.ts';
import type { Vhid } from '../freebsd/types.ts';
import { yieldPath } from '../history/paths.ts';
import { milliseconds } from '../history/times.ts';
import { yieldingSkew } from '../plan/share.ts';
import type { Files, Written } from '../system/ports.ts';

/**
 * Why this node has yielded, group by group. Only the reason and what has to be put back are kept
 * here: whether our share is in force is read from the sysctl, so losing this file does no harm.
 */
const record = z.object({
  code: z.string(),
  text: z.string(),
  /** Milliseconds since the epoch. */
  since: milliseconds,
  /** advskew of vhids (`1@em0`) before they were slowed down. */
  skews: z.record(z.string(), z.int().check(z.gte(0), z.lte(255))),
  /** They stay slow until the reason is gone, and not only until the peer has the address. */
  lasting: z.optional(z.boolean()),
  /** advskew that they were given instead; without it the one of a node that gives way. */
  meanwhile: z.optional(z.int().check(z.gte(0), z.lte(255))),
  /** It goes by our share of the demotion. Where nobody says, as after a boot, it may. */
  share: z.optional(z.boolean()),
});
const file = z.object({ v: z.literal(1), groups: z.record(z.string(), record) });

export type YieldRecord = z.infer<typeof record>;

/** By group. */
export type Yields = ReadonlyMap<string, YieldRecord>;

export function readYields(files: Files): Yields {
  const read = files.readText(yieldPath);
  return (read.kind === 'text' ? parseYields(read.text) : undefined) ?? new Map();
}

/** Whether it is what this version writes. */
export function isYieldFile(text: string): boolean {
  return parseYields(text) !== undefined;
}

function parseYields(text: string): Yields | undefined {
  try {
    const parsed = file.safeParse(JSON.parse(text));
    return parsed.success ? new Map(Object.entries(parsed.data.groups)) : undefined;
  } catch {
    return undefined;
  }
}

/** Notes why a group yields; what has to be put back for an earlier yield is kept. */
export function rememberYield(
  files: Files,
  group: string,
  reason: Pick<YieldRecord, 'code' | 'text' | 'since'>,
): Written {
  const before = readYields(files).get(group);
  return changeYield(files, group, { skews: {}, lasting: false, ...before, ...reason });
}

/** Whether the address would come back without our share. What is not known, and a skew that is gone, need it. */
export function needsShare(
  { share, lasting, skews }: YieldRecord,
  vhids: Reading<readonly Vhid[]>,
): boolean {
  if (share === true) return true;
  if (lasting !== true) return share === undefined;
  const slow = vhids.known ? vhids.value.filter(({ advskew }) => advskew === yieldingSkew) : [];
  return !Object.keys(skews).every((name) => slow.some((vhid) => vhid.name === name));
}

/** Sets or, without a record, forgets a group's. */
export function changeYield(files: Files, group: string, record: YieldRecord | undefined): Written {
  const yields = new Map(readYields(files));
  if (record === undefined) yields.delete(group);
  else yields.set(group, record);
  if (yields.size === 0) return files.remove(yieldPath);
  return files.replaceText(
    yieldPath,
    `${JSON.stringify({ v: 1, groups: Object.fromEntries(yields) })}\n`,
  );
}
