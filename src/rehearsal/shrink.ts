import type { Drama } from './drama.ts';

/** The fewest happenings of a drama that break the same: one after the other is left out. */
export async function shrink(
  drama: Drama,
  breaks: (smaller: Drama) => Promise<boolean>,
): Promise<Drama> {
  for (let at = drama.happenings.length - 1; at >= 0; at -= 1) {
    const happenings = drama.happenings.filter((_, other) => other !== at);
    const smaller = { ...drama, happenings };
    if (await breaks(smaller)) return shrink(smaller, breaks);
  }
  return drama;
}
