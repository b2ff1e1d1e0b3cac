import { formatDuration, parseDuration } from '../../config/duration.ts';
import type { NodeName } from '../../sim/index.ts';
import { nodeNames, type Stage } from '../stage.ts';
import { judgeLook, type Seen } from './judge-look.ts';
import { commandsOf, eventsOf, statusesOf, toldBy } from './left-behind.ts';
import { transitionsOf } from '../transitions.ts';
import { judgePatterns } from './patterns.ts';
import type { Expected, StepFile } from './schema.ts';

interface Ended extends Seen {
  readonly outageMs: number;
}

/** What is not as a scenario expects it at its end. */
export function judge(ended: Ended, expected: Expected): readonly string[] {
  const { stage } = ended;
  return [
    ...judgeLook(ended, expected),
    ...nodeNames.flatMap((node) => judgeNode(ended, node, expected)),
    ...(expected.step ?? []).flatMap((step) => judgeStep(stage, step)),
    ...nodeNames.flatMap((node) => overlaps(stage, node)),
    ...judgeOutage(ended.outageMs, expected.outage),
  ];
}

function judgeNode(ended: Ended, node: NodeName, expected: Expected): readonly string[] {
  const { stage } = ended;
  const lines = {
    commands: () => commandsOf(stage, node),
    events: () => eventsOf(stage, node),
    processes: () =>
      stage.pair
        .node(node)
        .state()
        .processes.map(({ command }) => command),
  };
  return [
    ...differ(`told.${node}`, toldBy(ended, node), expected.told?.[node]),
    ...differ(`exit.${node}`, statusesOf(stage, node), expected.exit?.[node]),
    ...judgeLog(stage, node, expected),
    ...judgeFiles(stage, node, expected.files?.[node]),
    ...(['commands', 'events', 'processes'] as const).flatMap((key) =>
      judgePatterns(`${key}.${node}`, lines[key], expected[key]?.[node]),
    ),
  ];
}

/** A list that ends in `...` says how it begins. */
function differ(
  key: string,
  found: readonly unknown[],
  wanted: readonly unknown[] | undefined,
): readonly string[] {
  if (wanted === undefined) return [];
  const open = wanted.at(-1) === '...';
  const expected = open ? wanted.slice(0, -1) : wanted;
  const compared = open ? found.slice(0, expected.length) : found;
  return JSON.stringify(compared) === JSON.stringify(expected)
    ? []
    : [`${key}: found ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`];
}

function judgeLog({ calls }: Stage, node: NodeName, { says, neverSays }: Expected) {
  const said = calls
    .filter((one) => one.node === node)
    .flatMap(({ machine }) => machine.logged.map(({ message }) => message));
  const isSaid = (words: string): boolean => said.some((line) => line.includes(words));
  return [
    ...(says?.[node] ?? [])
      .filter((words) => !isSaid(words))
      .map((words) => `says.${node}: nothing like "${words}" was logged`),
    ...(neverSays?.[node] ?? [])
      .filter((words) => isSaid(words))
      .map((words) => `neverSays.${node}: "${words}" was logged`),
  ];
}

function judgeFiles(
  { pair }: Stage,
  node: NodeName,
  files: Readonly<Record<string, string>> = {},
): readonly string[] {
  return Object.entries(files)
    .map(([path, wanted]) => ({ path, wanted, found: pair.node(node).read(path) ?? '' }))
    .filter(({ wanted, found }) => found !== wanted)
    .map(
      ({ path, wanted, found }) => `files.${node}.${path}: found "${found}", expected "${wanted}"`,
    );
}

function judgeStep(stage: Stage, { node, id, outcome, least, most }: StepFile): readonly string[] {
  const found = transitionsOf(stage, node)
    .flatMap(({ steps }) => steps)
    .find((one) => one.id === id);
  if (found === undefined) return [`step: ${node} took no step ${id}`];
  const took = found.durationMs;
  const key = `step ${id} of ${node}`;
  return [
    ...(outcome === undefined || outcome === found.outcome
      ? []
      : [`${key}: found ${found.outcome}, expected ${outcome}`]),
    ...(least === undefined || took >= (parseDuration(least) ?? 0)
      ? []
      : [`${key}: took ${formatDuration(took)}, expected at least ${least}`]),
    ...(most === undefined || took <= (parseDuration(most) ?? 0)
      ? []
      : [`${key}: took ${formatDuration(took)}, expected at most ${most}`]),
  ];
}

/** At most one transition of a group is in flight on a node. */
function overlaps(stage: Stage, node: NodeName): readonly string[] {
  const endOf = new Map<string, number>();
  return transitionsOf(stage, node).flatMap(({ group, startedAt, durationMs }) => {
    const before = endOf.get(group) ?? 0;
    endOf.set(group, startedAt + durationMs);
    return startedAt < before ? [`two transitions of ${group} at once on ${node}`] : [];
  });
}

function judgeOutage(outageMs: number, most: string | undefined): readonly string[] {
  if (most === undefined || outageMs <= (parseDuration(most) ?? 0)) return [];
  return [`outage: nobody served for ${formatDuration(outageMs)}, expected at most ${most}`];
}
