import type { Unseen } from '../report.ts';
import { sentence, type Block } from './row.ts';

/** What was not seen, and once for all what to type. */
export function unseenBlock(unseen: readonly Unseen[]): Block {
  const mends = [...new Set(unseen.map(({ mend }) => mend))];
  return mends.flatMap((mend) => [
    ...unseen
      .filter((one) => one.mend === mend)
      .map(({ what, text }) => sentence('not seen', 'unknown', `${what}: ${text}`)),
    sentence('', 'none', `type: ${mend}`),
  ]);
}
