import type { Patterns } from './schema.ts';

/** What of the lines is not as expected; they are asked for only when something is. */
export function judgePatterns(
  key: string,
  linesOf: () => readonly string[],
  patterns: Patterns | undefined,
): readonly string[] {
  if (patterns === undefined) return [];
  const lines = linesOf();
  const matching = (pattern: string): readonly string[] =>
    lines.filter((line) => new RegExp(pattern).test(line));
  const { never = [], once = [], some = [], exactly = [] } = patterns;
  return [
    ...never.flatMap((pattern) =>
      expectCount(matching(pattern), [0, 0], `${key}.never /${pattern}/`),
    ),
    ...once.flatMap((pattern) =>
      expectCount(matching(pattern), [1, 1], `${key}.once /${pattern}/`),
    ),
    ...some.flatMap((pattern) =>
      expectCount(matching(pattern), [1, Infinity], `${key}.some /${pattern}/`),
    ),
    ...exactly.flatMap((one) => {
      const found = matching(one.matching);
      return JSON.stringify(found) === JSON.stringify(one.lines)
        ? []
        : [`${key}.exactly /${one.matching}/: found ${JSON.stringify(found)}`];
    }),
  ];
}

function expectCount(
  found: readonly string[],
  [least, most]: readonly [number, number],
  what: string,
): readonly string[] {
  if (found.length >= least && found.length <= most) return [];
  return [`${what}: found ${found.length === 0 ? 'none' : JSON.stringify(found)}`];
}
