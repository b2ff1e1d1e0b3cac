import type { Tampering } from '../../sim/index.ts';
import { drawMs, fault, once, pick, type Fault } from './fault.ts';

/** What happens to CARP's events on their way, and to the clock. */
export const eventFaults: readonly Fault[] = [
  tampered('event-lost', 'the next CARP event is lost', () => ({ kind: 'lost' })),
  tampered('event-doubled', 'the next CARP event comes twice', () => ({ kind: 'doubled' })),
  tampered('event-reordered', 'the next CARP event is overtaken by the one after it', () => ({
    kind: 'reordered',
  })),
  fault(
    'event-late',
    'the next CARP event is late',
    once(({ node, number }) => {
      node.eventTampered({ kind: 'late', ms: number('ms') });
    }),
    { takes: { ms: 5000 }, draw: (random) => ({ ms: drawMs(random, 100, 30_000) }) },
  ),
  fault('devd-stopped', 'devd does not run; the kernel keeps its events', ({ node }) => {
    node.devdStop();
    return () => {
      node.devdStart();
    };
  }),
  fault(
    'clock-jump',
    'the wall clock jumps',
    ({ node, number }) => {
      node.clockJumps(number('ms'));
      return undefined;
    },
    {
      takes: { ms: 3_600_000 },
      draw: (random) => ({ ms: pick(random, [-86_400_000, -60_000, 5000, 3_600_000]) }),
    },
  ),
];

function tampered(name: string, sentence: string, how: () => Tampering): Fault {
  return fault(
    name,
    sentence,
    once(({ node }) => {
      node.eventTampered(how());
    }),
  );
}
