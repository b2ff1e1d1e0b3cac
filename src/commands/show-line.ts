import type { Line } from '../rehearsal/timeline.ts';
import { paint, type Terminal } from '../text/terminal.ts';

const colours = { event: 'dim', debug: 'dim', info: 'bold', warn: 'yellow', error: 'red' } as const;

/** A line of a rehearsal's timeline. */
export function showLine(terminal: Terminal, line: Line): string {
  const time = `+${(line.at / 1000).toFixed(2).padStart(6)} s`;
  const who = line.kind === 'event' ? `${line.node} ·` : `${line.node} carphast:`;
  const text = line.kind === 'info' ? line.text : paint(terminal, colours[line.kind], line.text);
  return `  ${time}  ${who.padEnd(16)} ${text}`;
}
