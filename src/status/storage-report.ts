import type { Filesystem } from '../config/model.ts';
import { lastSync, splitSince, type HastEventLine } from '../history/hast-events.ts';
import { deviceOf, filesystemState, providerOf, roleOf } from '../plan/facts.ts';
import type { World } from '../world/world.ts';
import { isoOf } from '../text/time.ts';
import type { FilesystemReport, ResourceReport } from './report.ts';

/** What hastd says of a resource, or why it does not. */
export function resourceReport(
  world: World,
  events: readonly HastEventLine[],
  name: string,
): ResourceReport {
  const split = splitSince(events, name);
  return {
    name,
    ...hastOf(world, name),
    device: world.providers.includes(providerOf(world, name)),
    splitSince: isoOf(split),
    sync: syncOf(events, name),
    unfinishedSince: isoOf(world.unfinished.get(name)),
  };
}

type Hast = Pick<ResourceReport, 'role' | 'connection' | 'dirty' | 'localErrors' | 'problem'>;

function hastOf(world: World, name: string): Hast {
  const reading = world.resources.get(name);
  if (reading?.known !== true) {
    const problem = reading?.problem.text ?? 'not asked';
    return { role: 'unknown', connection: '-', dirty: null, localErrors: null, problem };
  }
  const { role, status, dirty, localErrors } = reading.value;
  const knows = role === 'primary' && status !== undefined;
  return {
    role,
    connection: status ?? '-',
    dirty: knows ? dirty : null,
    localErrors: knows ? localErrors : null,
    problem: null,
  };
}

const syncWords = { syncstart: 'running', syncdone: 'done', syncintr: 'interrupted' } as const;

function syncOf(events: readonly HastEventLine[], name: string): ResourceReport['sync'] {
  const last = lastSync(events, name);
  if (last === undefined) return null;
  const { event, at } = last;
  const known = event === 'syncstart' || event === 'syncdone' || event === 'syncintr';
  return known ? { state: syncWords[event], since: new Date(at).toISOString() } : null;
}

/** Whether the file system is where it belongs. */
export function filesystemReport(world: World, filesystem: Filesystem): FilesystemReport {
  return {
    mountpoint: filesystem.mountpoint,
    device: deviceOf(world, filesystem),
    state: stateOf(world, filesystem),
  };
}

/** Where hastd does not tell the role its device does: only a primary has one. */
function stateOf(world: World, filesystem: Filesystem): string {
  const state = filesystemState(world, filesystem);
  const { resource } = filesystem;
  const blind = state.kind === 'stale' && roleOf(world, resource) === undefined;
  if (!blind || !world.providers.includes(providerOf(world, resource))) return state.kind;
  return state.mount.special === deviceOf(world, filesystem) ? 'mounted' : state.kind;
}
