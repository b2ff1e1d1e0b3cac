import type { Group, PoolConfig, Service } from '../config/model.ts';
import { hasPlace, toMount } from '../freebsd/datasets.ts';
import { isOfPool, isWithin } from '../freebsd/devices.ts';
import type { Dataset } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import { requirementsOf, storageNamesOf } from './services.ts';
import type { Places } from './steps.ts';

/**
 * Where the services have data in a pool, or undefined where that is not said of all that use it:
 * then any dataset may be the one.
 */
export function placesOf(
  group: Group,
  services: readonly Service[],
  pool: string,
): Places | undefined {
  const users = services
    .flatMap((service) => [service, ...requirementsOf(group, service)])
    .filter(({ storage }) => storage.includes(pool));
  const silent = users.some((service) => datasetsIn(service, pool).length === 0);
  if (users.length === 0 || silent) return undefined;
  return knownPlacesOf(group, users, pool);
}

/** Where they are known to have data: in what they require by name, and where links lead to. */
export function knownPlacesOf(group: Group, services: readonly Service[], pool: string): Places {
  const named = services
    .flatMap((service) => [service, ...requirementsOf(group, service)])
    .flatMap((service) => datasetsIn(service, pool));
  return [...new Set([...named, ...group.links.map(({ target }) => target)])];
}

function datasetsIn({ datasets = [] }: Service, pool: string): readonly string[] {
  return datasets.filter((name) => isOfPool(name, pool));
}

/** All services that need the pool. */
export function usersOfPool(group: Group, pool: string): readonly Service[] {
  return group.services.filter((service) => storageNamesOf(group, service).includes(pool));
}

/**
 * The datasets that have to be mounted before data in these places can be used. Where not one of
 * them is mounted the import was left half-way: then it is all of them.
 */
export function owedDatasets(
  datasets: readonly Dataset[],
  places: Places | undefined,
): readonly Dataset[] {
  const halfWay = datasets.every(({ mounted }) => !mounted);
  return toMount(datasets).filter(
    (dataset) => mayHold(places, dataset) || (halfWay && mayHold(undefined, dataset)),
  );
}

/** What of these places is not there, in words, or undefined. */
export function lackOf(
  datasets: readonly Dataset[],
  places: Places | undefined,
): string | undefined {
  const named = (places ?? []).filter((place) => !place.startsWith('/'));
  const absent = named.find((place) => !datasets.some(({ name }) => isOfPool(name, place)));
  if (absent !== undefined) return `there is no dataset ${absent}`;
  const byHand = datasets.filter(
    (one) => named.includes(one.name) && one.canmount === 'noauto' && hasPlace(one),
  );
  const left = [...owedDatasets(datasets, places), ...byHand].map(({ name }) => name);
  return left.length === 0 ? undefined : `not mounted: ${left.join(', ')}`;
}

/** Nobody has ever used one that was received in part; a link leads into a dataset, or to above it. */
function mayHold(places: Places | undefined, { name, mountpoint, setAside }: Dataset): boolean {
  if (places === undefined) return setAside === undefined;
  return places.some((place) =>
    place.startsWith('/')
      ? isWithin(place, mountpoint) || isWithin(mountpoint, place)
      : isOfPool(name, place),
  );
}

/** Whether the pool is imported, with all datasets that data in these places need. */
export function poolReady(world: World, pool: PoolConfig, places?: Places): boolean {
  const facts = world.pools.get(pool.name);
  return (
    facts?.pool.known === true &&
    facts.pool.value !== undefined &&
    facts.datasets.known &&
    owedDatasets(facts.datasets.value, places).length === 0
  );
}

/**
 * Whether nothing of the pool is left to do. A service that runs had its storage when it was started,
 * and what is unmounted beneath it since is not in use: only what is known to be its own is missed.
 */
export function poolServes(group: Group, world: World, pool: PoolConfig): boolean {
  const users = usersOfPool(group, pool.name);
  if (users.length === 0) return poolReady(world, pool);
  return users.every((service) => {
    const places = isUp(world, service) ? knownPlacesOf : placesOf;
    return poolReady(world, pool, places(group, [service], pool.name));
  });
}

/** It runs, or there is nothing to start. */
function isUp(world: World, { name }: Service): boolean {
  const reading = world.services.get(name);
  return reading?.known === true && ['running', 'absent'].includes(reading.value.state);
}
