import type { HistoryLine, Transition } from './entry.ts';

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
   * took over, when the other one fell silent, and no history tells when: it lasted at least so long.
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

interface Moment {
  readonly at: number;
  readonly edge: 'begin' | 'end';
  readonly own: Own;
}

function outagesIn(all: readonly Own[], both: boolean): readonly Outage[] {
  const found: Outage[] = [];
  const serving = new Set<string>();
  let open: Outage | undefined;
  for (const moment of momentsOf(all)) {
    const { at, edge, own } = moment;
    const { group, goal, outcome } = own.transition;
    if (goal === 'standby') {
      const last = edge === 'begin' && serving.delete(own.node) && serving.size === 0;
      if (last && both) open ??= { group, from: at, began: 'released' };
    } else if (edge === 'begin') {
      open ??= { group, from: at, began: 'taken-over' };
    } else if (outcome === 'done') {
      if (open !== undefined) found.push({ ...open, to: at, by: own.node });
      open = undefined;
      serving.clear();
      serving.add(own.node);
    } else if (wasNone(open, own, serving)) {
      open = undefined;
    }
  }
  return open === undefined ? found : [...found, open];
}

/** A try that was refused or called off, while the other node serves: nothing was missing. */
function wasNone(
  open: Outage | undefined,
  { node, transition }: Own,
  serving: ReadonlySet<string>,
): boolean {
  const other = [...serving].some((name) => name !== node);
  const untouched = transition.outcome === 'refused' || transition.outcome === 'superseded';
  return open?.began === 'taken-over' && other && untouched;
}

function momentsOf(all: readonly Own[]): readonly Moment[] {
  return all
    .flatMap((own): readonly Moment[] => {
      const { startedAt, durationMs } = own.transition;
      return [
        { at: startedAt, edge: 'begin', own },
        { at: startedAt + durationMs, edge: 'end', own },
      ];
    })
    .sort((one, other) => one.at - other.at);
}
