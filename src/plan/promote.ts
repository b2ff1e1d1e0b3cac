import type { Group, Service } from '../config/model.ts';
import type { World } from '../world/world.ts';
import { knownPlacesOf } from './datasets.ts';
import { isBare, isReady, isStopped, stateInGroup, storageOf } from './facts.ts';
import { filesystemSteps, poolSteps, resourceSteps } from './promote-storage.ts';
import { hangingOn, mountsToRelease } from './release-mounts.ts';
import { requirementsOf, stopStep, storageNamesOf } from './services.ts';
import { settleSteps } from './settle-steps.ts';
import { inGraph, type Step } from './steps.ts';
import { unmountSteps } from './unmount-steps.ts';

/** The steps from what the world is to a group that serves. Empty: it does. */
export function stepsToActive(group: Group, world: World): readonly Step[] {
  const strays = strayServices(group, world);
  const stops = strays.map((service) => stopStep(group, service, 'it runs without its storage'));
  const hastd = hastdStep(group, world);
  // What hastd would say is not known before it runs; the rest is planned then.
  if (hastd.length > 0) return inGraph([...stops, ...hastd]);
  const steps = [
    ...stops,
    ...staleSteps(group, world, strays),
    ...settleSteps(group, world),
    ...group.resources.flatMap((resource) => resourceSteps(group, world, resource)),
    ...group.filesystems.flatMap((filesystem) => filesystemSteps(group, world, filesystem)),
    ...group.pools.flatMap((pool) => poolSteps(group, world, pool)),
    ...linkSteps(group, world),
    ...group.services.flatMap((service) => startSteps(group, world, service, strays)),
  ];
  return inGraph(steps);
}

/** Services that run without what they need (storage, shared state): started by rc, or by a hand. */
function strayServices(group: Group, world: World): readonly Service[] {
  return group.services.filter((service) => {
    const reading = world.services.get(service.name);
    const stopped = reading?.known === true && isStopped(reading.value);
    const needed = storageNamesOf(group, service);
    const unlinked = group.links.some(({ path }) => world.links.get(path) !== 'linked');
    const there = (name: string): boolean =>
      isReady(group, world, name, knownPlacesOf(group, [service], name));
    return !stopped && (unlinked || !needed.every(there));
  });
}

/** What is mounted but of no use, and all that hangs on it. */
function staleSteps(group: Group, world: World, strays: readonly Service[]): readonly Step[] {
  const stale = group.filesystems.flatMap((filesystem) => {
    const state = stateInGroup(group, world, filesystem);
    return state.kind === 'stale' ? [state.mount] : [];
  });
  return unmountSteps(group, hangingOn(mountsToRelease(group, world), stale), {
    reason: 'it is mounted, but not from a device that can be written',
    before: () => strays.map(({ name }) => `stop:${name}`),
  });
}

function hastdStep(group: Group, world: World): readonly Step[] {
  const down = group.resources.find((resource) => world.resources.get(resource)?.known === false);
  if (down === undefined || group.policy.hastd !== 'start') return [];
  return [
    {
      id: 'start-hastd',
      action: { kind: 'start-hastd', resource: down },
      reason: 'hastd does not run, and may be started',
      limitMs: group.limits.start,
      after: [],
    },
  ];
}

function linkSteps(group: Group, world: World): readonly Step[] {
  return group.links
    .filter((link) => world.links.get(link.path) !== 'linked')
    .map((link) => ({
      id: `link:${link.path}`,
      action: { kind: 'link', link },
      reason: 'this state belongs to the data, not to the node',
      limitMs: group.limits.query,
      after: [...storageSteps(group), ...group.services.map(({ name }) => `stop:${name}`)],
    }));
}

function startSteps(
  group: Group,
  world: World,
  service: Service,
  strays: readonly Service[],
): readonly Step[] {
  const reading = world.services.get(service.name);
  const running = reading?.known === true && reading.value.state === 'running';
  const missing = reading?.known === true && reading.value.state === 'absent';
  if ((running && !strays.includes(service)) || missing) return [];
  const storage = storageNamesOf(group, service);
  const needed = storage.flatMap((name) => [`mount:${name}`, `datasets:${name}`]);
  return [
    {
      id: `start:${service.name}`,
      action: { kind: 'start', service, storage: storageOf(group, world, service) },
      reason: 'all that it depends on is there',
      limitMs: service.startMs,
      after: [
        `stop:${service.name}`,
        ...needed,
        ...group.links.map(({ path }) => `link:${path}`),
        ...requirementsOf(group, service).map(({ name }) => `start:${name}`),
        // A group whose services need no storage still has to be whole before they run.
        ...(storage.length === 0 ? group.resources.map((name) => `role:${name}`) : []),
        ...group.resources.filter((name) => isBare(group, name)).map((name) => `probe:${name}`),
      ],
      ...(service.optional ? { optional: true } : {}),
    },
  ];
}

function storageSteps(group: Group): readonly string[] {
  return [
    ...group.filesystems.map(({ mountpoint }) => `mount:${mountpoint}`),
    ...group.pools.map(({ name }) => `datasets:${name}`),
  ];
}
