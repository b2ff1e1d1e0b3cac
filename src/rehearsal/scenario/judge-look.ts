import type { Config, Group } from '../../config/model.ts';
import { sharesIn } from '../../plan/share.ts';
import type { NodeModel, NodeState } from '../../sim/index.ts';
import { isActive, isStandby } from '../serving.ts';
import { nodeNames, type Stage } from '../stage.ts';
import type { LookFile, StateFile } from './schema.ts';

export interface Seen {
  readonly stage: Stage;
  readonly config: Config;
}

/** Who serves, who stands by, and what the nodes look like now: what is not as expected. */
export function judgeLook(
  seen: Seen,
  { serves, standby = [], state }: LookFile,
): readonly string[] {
  const { stage, config } = seen;
  const standing = standby.flatMap((name) =>
    config.groups
      .filter((group) => !isStandby(modelOf(stage, name), group))
      .map((group) => `standby: ${group.name} on ${name} holds something still`),
  );
  const states = nodeNames.flatMap((name) => {
    const wanted = state?.[name];
    return wanted === undefined
      ? []
      : judgeState(seen, name, wanted).map((text) => `state.${name}.${text}`);
  });
  return [...judgeServing(seen, serves), ...standing, ...states];
}

export function modelOf({ pair }: Stage, name: 'hast1' | 'hast2'): NodeModel {
  const [first, second] = pair.world.nodes;
  return first.name === name ? first : second;
}

function judgeServing({ stage, config }: Seen, serves: LookFile['serves']): readonly string[] {
  if (serves === undefined) return [];
  return config.groups.flatMap((group) => {
    const wanted = typeof serves === 'string' ? serves : serves[group.name];
    const found = serversOf(stage, group);
    return wanted === undefined || wanted === found
      ? []
      : [`serves: ${group.name} is served by ${found}, expected ${wanted}`];
  });
}

function serversOf({ pair }: Stage, group: Group): string {
  const names = pair.world.nodes.filter((node) => isActive(node, group)).map(({ name }) => name);
  return names.length === 2 ? 'both' : (names[0] ?? 'nobody');
}

function judgeState(
  { stage, config }: Seen,
  name: 'hast1' | 'hast2',
  wanted: StateFile,
): readonly string[] {
  const state = stage.pair.node(name).state();
  const services = new Set(config.groups.flatMap((group) => group.services.map((one) => one.name)));
  return [
    ...differ('power', state.power, wanted.power),
    ...differEach('carp', state.carp, wanted.carp),
    ...differEach('roles', state.roles, wanted.roles),
    ...differEach('status', state.status, wanted.status),
    ...differ(
      'services',
      sorted(state.services.filter((one) => services.has(one))),
      wanted.services,
    ),
    ...differ('mounts', mountpointsOf(state), wanted.mounts),
    ...differ('pools', sorted(state.pools.map((pool) => pool.name)), wanted.pools),
    ...differ('shares', sharesIn(state.demotion), wanted.shares),
  ];
}

/** Those that are there beside the ones every machine has. */
function mountpointsOf({ mounts }: NodeState): readonly string[] {
  const own = ['/', '/dev', '/tmp'];
  return sorted(mounts.map(({ mountpoint }) => mountpoint).filter((path) => !own.includes(path)));
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort();
}

function differ(key: string, found: unknown, wanted: unknown): readonly string[] {
  if (wanted === undefined) return [];
  const expected = Array.isArray(wanted) ? sorted(wanted.map(String)) : wanted;
  const same = JSON.stringify(found) === JSON.stringify(expected);
  return same
    ? []
    : [`${key}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`];
}

function differEach(
  key: string,
  found: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  return Object.entries(wanted ?? {}).flatMap(([name, value]) =>
    differ(`${key}.${name}`, found[name] ?? 'none', value),
  );
}
