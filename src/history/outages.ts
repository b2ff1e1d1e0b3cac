import type { HistoryLine, Transition } from './entry.ts';
import { phaseOf, type PhaseKind } from './phases.ts';

/** What a node has kept. */
export interface NodeHistory {
  readonly node: string;
  readonly lines: readonly HistoryLine[];
}

/** A time in which nobody served a group, as far as the histories tell. */
export interface Outage {
  readonly group: string;
  /** Milliseconds since the epoch, on the clock of the node where it began. */
  readonly from: number;
  /** On the clock of the node that served then; undefined: not over. */
  readonly to?: number;
  /** Who ended it. */
  readonly by?: string;
  /**
   * `released`: it began when a node let go. `taken-over`: nobody let go, so it began before a node
   * took over or mended what it had, and no history tells when: it lasted at least so long.
   */
  readonly began: 'released' | 'taken-over';
}

/** The outages of all groups, oldest first. Of one history alone only those that this node ended. */
export function outagesOf(nodes: readonly NodeHistory[]): readonly Outage[] {
  const all = nodes.flatMap(({ node, lines }) =>
    lines.flatMap((line) => (line.kind === 'transition' ? [{ node, transition: line }] : [])),
  );
  const groups = [...new Set(all.map(({ transition }) => transition.group))];
  return groups
    .flatMap((group) =>
      outagesIn(
        all.filter(({ transition }) => transition.group === group),
        nodes.length > 1,
      ),
    )
    .sort((one, other) => one.from - other.from);
}

interface Own {
  readonly node: string;
  readonly transition: Transition;
}

/** What the histories say of a group, moment by moment. */
interface Moment {
  readonly at: number;
  readonly kind: 'tries' | 'serves' | 'gave-up' | 'lets-go';
  readonly own: Own;
}

interface Ledger {
  readonly serving: Set<string>;
  /** Before its first moment nothing is known of a node; what it lets go of, it had. */
  readonly known: Set<string>;
  /** With one history alone, a node that lets go says nothing of the other one. */
  readonly both: boolean;
  open: Outage | undefined;
}

function outagesIn(all: readonly Own[], both: boolean): readonly Outage[] {
  const found: Outage[] = [];
  const ledger: Ledger = { serving: new Set(), known: new Set(), both, open: undefined };
  for (const moment of momentsOf(all)) {
    const over = enter(ledger, moment);
    if (over !== undefined) found.push(over);
  }
  return ledger.open === undefined ? found : [...found, ledger.open];
}

/** The outage that is over at this moment, if one is. */
function enter(ledger: Ledger, { at, kind, own }: Moment): Outage | undefined {
  const { node, transition } = own;
  const { group } = transition;
  const before = ledger.open;
  switch (kind) {
    case 'tries':
      ledger.open ??= { group, from: at, began: 'taken-over' };
      return undefined;
    case 'lets-go':
      if (hadSome(ledger, node)) ledger.open = { group, from: at, began: 'released' };
      return undefined;
    case 'gave-up':
      if (provesNothing(transition) && before?.began === 'taken-over') ledger.open = undefined;
      else ledger.known.add(node);
      return undefined;
    case 'serves':
      ledger.serving.clear();
      ledger.serving.add(node);
      ledger.known.add(node);
      ledger.open = undefined;
      return before && { ...before, to: at, by: node };
  }
}

/** Whether the node served until now, and no other did. */
function hadSome({ serving, known, both }: Ledger, node: string): boolean {
  const served = serving.delete(node) || !known.has(node);
  known.add(node);
  return served && both && serving.size === 0;
}

/** A try that was refused or called off: the other node may have served all the time. */
function provesNothing({ outcome }: Transition): boolean {
  return outcome === 'refused' || outcome === 'superseded';
}

function momentsOf(all: readonly Own[]): readonly Moment[] {
  return all.flatMap((own) => momentsIn(own)).sort((one, other) => one.at - other.at);
}

function momentsIn(own: Own): readonly Moment[] {
  const { goal, outcome, startedAt, durationMs } = own.transition;
  if (goal === 'standby') {
    const first = releasedAfter(own.transition);
    return first === undefined ? [] : [{ at: startedAt + first, kind: 'lets-go', own }];
  }
  return [
    { at: startedAt, kind: 'tries', own },
    { at: startedAt + durationMs, kind: outcome === 'done' ? 'serves' : 'gave-up', own },
  ];
}

/** Milliseconds until a node that lets go stopped the first that it had; it may have had nothing. */
function releasedAfter({ steps }: Transition): number | undefined {
  const taken = steps.filter(
    (step) =>
      step.outcome !== 'cancelled' &&
      step.outcome !== 'refused' &&
      letsGo.includes(phaseOf(step).kind),
  );
  return taken.length === 0 ? undefined : Math.min(...taken.map(({ startMs }) => startMs));
}

const letsGo: readonly PhaseKind[] = ['stop', 'unmount', 'export', 'secondary'];
