import type { StatusReport } from '../report.ts';
import { groupBlock } from './group.ts';
import { headBlocks } from './head.ts';
import { nowBlock } from './now.ts';
import { renderBlock, type Looks } from './render.ts';
import { unseenBlock } from './unseen.ts';

export interface Picture {
  readonly body: readonly string[];
  /** What goes on at this moment; it changes at every look. */
  readonly now: readonly string[];
}

/** The whole screen, line by line. */
export function pictureOf(looks: Looks, report: StatusReport): Picture {
  const { groups, unseen } = report;
  const now = Date.parse(report.takenAt);
  const blocks = [
    ...headBlocks(report),
    ...groups.map((group) => groupBlock(group, now)),
    unseenBlock(unseen),
  ].filter((block) => block.length > 0);
  return {
    body: blocks.flatMap((block, at) => [...(at === 0 ? [] : ['']), ...renderBlock(looks, block)]),
    now: renderBlock(looks, nowBlock(groups)),
  };
}

/** The same as one, for a terminal that is not drawn to again. */
export function linesOf({ body, now }: Picture): readonly string[] {
  return now.length === 0 ? body : [...body, '', ...now];
}
