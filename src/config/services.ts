import { milliseconds } from './defaults.ts';
import type { Limits, Service } from './model.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problems.ts';
import type { ServiceFile } from './schema.ts';

/** What a service may require, beside other services. */
interface Place {
  readonly key: string;
  /** Mountpoints and pools of the group. */
  readonly storage: readonly string[];
  readonly limits: Limits;
}

export interface ServicesResult {
  readonly services: readonly Service[];
  readonly problems: readonly ConfigProblem[];
}

/**
 * The group's services in dependency order. One that is listed plainly depends on all storage of the
 * group and on the one before it; `requires` replaces both.
 */
export function resolveServices(list: readonly ServiceFile[], place: Place): ServicesResult {
  const names = list.map((entry) => (typeof entry === 'string' ? entry : entry.name));
  const services = list.map((entry, at) => resolveService(entry, names[at - 1], place));
  const problems = [
    ...duplicates(names, place),
    ...jails(names, place),
    ...list.flatMap((entry, at) => unknownRequirements(entry, at, names, place)),
  ];
  if (problems.length > 0) return { services, problems };
  const ordered = inOrder(services);
  return ordered === undefined
    ? { services, problems: [circle(services, place)] }
    : { services: ordered, problems: [] };
}

function resolveService(entry: ServiceFile, before: string | undefined, place: Place): Service {
  const file = typeof entry === 'string' ? { name: entry } : entry;
  const { requires } = file;
  const asked = requires?.map((name) => requirementOf(name, place));
  const datasets = datasetsOf(asked ?? [], requires ?? []);
  return {
    name: file.name,
    storage: asked === undefined ? place.storage : unique(asked.map(({ storage }) => storage)),
    services: asked === undefined ? unique([before]) : unique(asked.map(({ service }) => service)),
    ...(datasets.length === 0 ? {} : { datasets }),
    optional: file.optional ?? false,
    startMs: file.startTimeout === undefined ? place.limits.start : milliseconds(file.startTimeout),
    stopMs: file.stopTimeout === undefined ? place.limits.stop : milliseconds(file.stopTimeout),
  };
}

interface Requirement {
  /** A mountpoint or a pool. */
  readonly storage?: string;
  /** Of that pool. */
  readonly dataset?: string;
  readonly service?: string;
}

/** Of a pool that is required itself, all datasets are. */
function datasetsOf(asked: readonly Requirement[], requires: readonly string[]): readonly string[] {
  return asked.flatMap(({ storage, dataset }) =>
    dataset === undefined || requires.includes(storage ?? '') ? [] : [dataset],
  );
}

/** `tank/db` is a dataset of the pool `tank`. */
function requirementOf(name: string, { storage }: Place): Requirement {
  if (storage.includes(name)) return { storage: name };
  const [pool = ''] = name.split('/');
  const isDataset = storage.includes(pool) && datasetName.test(name);
  return isDataset ? { storage: pool, dataset: name } : { service: name };
}

/** zfs-create(8): no empty part, and none of what names snapshots and bookmarks. */
const datasetName = /^[\w.:-]+(?:\/[\w.: -]+)+$/;

function unique(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== undefined);
}

function duplicates(names: readonly string[], place: Place): readonly ConfigProblem[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [
          {
            key: `${place.key}services[${at}]`,
            found: `"${name}" a second time`,
            expected: 'each service once',
          },
        ],
  );
}

/**
 * rc.d/jail says that it runs whatever its jails do, and where jail_list is empty its stop removes every
 * jail of the machine: hastd's workers live in some (libexec/rc/rc.d/jail, sbin/hastd/subr.c).
 */
function jails(names: readonly string[], place: Place): readonly ConfigProblem[] {
  return names.flatMap((name, at) =>
    name === 'jail'
      ? [
          {
            key: `${place.key}services[${at}]`,
            found:
              '"jail", whose status is always "running" and whose stop can end hastd’s own workers',
            expected:
              'a script of your own in /usr/local/etc/rc.d that starts, stops and finds one jail by its name',
          },
        ]
      : [],
  );
}

function unknownRequirements(
  entry: ServiceFile,
  at: number,
  names: readonly string[],
  place: Place,
): readonly ConfigProblem[] {
  if (typeof entry === 'string') return [];
  const known = [...place.storage, ...names.filter((name) => name !== entry.name)];
  return (entry.requires ?? [])
    .filter((name) => !known.includes(name) && requirementOf(name, place).dataset === undefined)
    .map((name) => {
      const { dataset } = requirementOf(name.replace(/^\//, ''), place);
      const suggestion = dataset ?? nearest(name, known);
      return {
        key: `${place.key}services[${at}].requires`,
        found: `"${name}"`,
        expected: `a mountpoint, pool, dataset or other service of the group (${known.join(', ')})`,
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    });
}

/** Stable: the order of the file wherever the requirements leave a choice. */
function inOrder(services: readonly Service[]): readonly Service[] | undefined {
  const left = [...services];
  const done: Service[] = [];
  while (left.length > 0) {
    const at = left.findIndex((service) =>
      service.services.every((name) => done.some((other) => other.name === name)),
    );
    const next = left[at];
    if (next === undefined) return undefined;
    left.splice(at, 1);
    done.push(next);
  }
  return done;
}

function circle(services: readonly Service[], place: Place): ConfigProblem {
  return {
    key: `${place.key}services`,
    found: `services that require each other in a circle (among ${services.map((service) => service.name).join(', ')})`,
    expected: 'an order in which they can be started',
  };
}
