import { compareSides, type Comparison, type Side } from '../plan/recover.ts';
import { timeText } from '../text/time.ts';
import { shortBytes } from '../text/bytes.ts';
import type { Sides } from './recover-facts.ts';
import { columns, paint, type Terminal } from '../text/terminal.ts';

/** Both sides next to each other, which one would be lost, and what that means. */
export function showSides(terminal: Terminal, sides: Sides): void {
  const { resource, node, there, events } = sides;
  const title = `${resource}: the copy on ${node}, this node, would be thrown away`;
  terminal.print(paint(terminal, 'bold', title));
  terminal.print('');
  for (const line of columns(tableOf(sides))) terminal.print(line);
  for (const { at, event } of events.slice(-lastEvents)) {
    const witness = event === 'worker-seen' ? 'carphast saw' : 'hastd reported';
    terminal.print(`event       ${timeText(at)} ${event}, as ${witness} it here`);
  }
  terminal.print('');
  if (there.kind === 'unseen')
    terminal.print(`${there.why}. Type there: hastctl dump ${resource}; carphast status`);
  if (sides.damage !== undefined) terminal.print(`This side cannot be read: ${sides.damage}.`);
  terminal.print(paint(terminal, 'red', verdict(sides)));
  for (const line of meanwhile(sides)) terminal.print(line);
}

const lastEvents = 3;

function tableOf({ node, here, there }: Sides): readonly (readonly string[])[] {
  const other = there.kind === 'seen' ? there.side : undefined;
  const row = (name: string, of: (side: Side) => string): readonly string[] => [
    name.padEnd(10),
    of(here),
    other === undefined ? 'not known' : of(other),
  ];
  return [
    [''.padEnd(10), `${node} (this node)`, there.kind === 'seen' ? there.node : 'the other node'],
    row('role', ({ role }) => role ?? 'not known'),
    row('connection', ({ connection }) => connection ?? 'not known'),
    row('size', ({ dataSize }) => bytes(dataSize)),
    row('dirty', ({ dirty }) => (dirty === null ? '-' : bytes(dirty))),
    row('localcnt', ({ localCount }) => localCount ?? 'not known'),
    row('remotecnt', ({ remoteCount }) => remoteCount ?? 'not known'),
    row('resuid', ({ resourceId }) => resourceId ?? 'not known'),
  ];
}

function bytes(amount: number | null): string {
  return amount === null ? 'not known' : shortBytes(amount);
}

function verdict({ node, here, there }: Sides): string {
  const compared: Comparison = there.kind === 'seen' ? compareSides(here, there.side) : 'unknown';
  switch (compared) {
    case 'both-written':
      return `Split brain: both sides have written. What only ${node} has written is lost for good.`;
    case 'here-newer':
      return `${node} is NEWER: it has writes that the other side lacks, and hastd would copy them there by itself. They would be lost for good.`;
    case 'there-has-all':
      return 'The other side has all that this one has: hastd brings this one up to date by itself, unless its metadata are damaged.';
    case 'strangers':
      return `The two sides were initialised apart, and hastd never connects them. All that ${node} has is lost for good.`;
    case 'unknown':
      return `What only ${node} has is not known. It is lost for good.`;
  }
}

/** carphast does not know whether a copy is whole: a failover would serve what there is. */
function meanwhile({ resource, node, group, carried }: Sides): readonly string[] {
  const copied = `All of ${resource} is then copied from the primary. Until that is done ${node} has no whole copy.`;
  return carried
    ? [copied, `So that no failover serves half a one, ${group.name} is put into maintenance here.`]
    : [copied];
}
