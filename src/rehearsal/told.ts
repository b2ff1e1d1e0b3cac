import { formatDuration } from '../config/duration.ts';
import type { Happening } from './drama.ts';
import { faultNamed } from './faults/catalogue.ts';

/** A happening in one line: `at 4 s hast1: the node loses power (power-cut), for 10 s`. */
export function tellHappening(happening: Happening): string {
  const { at, fault, node, forMs } = happening;
  const given = Object.entries(happening.with).map(([name, value]) => `${name} ${String(value)}`);
  const what = [fault, ...given].join(', ');
  const until = forMs === undefined ? '' : `, for ${formatDuration(forMs)}`;
  return `${momentOf(at)} ${node}: ${faultNamed(fault)?.sentence ?? fault} (${what})${until}`;
}

function momentOf(at: Happening['at']): string {
  if ('ms' in at) return `at ${formatDuration(at.ms)}`;
  return `at the ${at.phase} of command ${at.nth} of ${at.node} that matches /${at.command}/,`;
}
