import assert from 'node:assert/strict';
import type { Group, PoolConfig } from '../../src/config/model.ts';
import { isOfPool, isWithin, liesOn, mountAt } from '../../src/freebsd/devices.ts';
import { known } from '../../src/freebsd/reading.ts';
import type { Mount, ServiceState } from '../../src/freebsd/types.ts';
import { providerOf } from '../../src/plan/facts.ts';
import type { Action, Step } from '../../src/plan/steps.ts';
import type { PoolFacts, World } from '../../src/world/world.ts';
import { noAnswer, resource } from './worlds.ts';

/**
 * The world after a step that worked. Fails where a real machine would: a device that is not there,
 * a mount that is busy beneath another one, a role change beneath a mount.
 */
export function apply(group: Group, world: World, { id, action }: Step): World {
  const effect = effectOf(group, world, action, id);
  return { ...world, ...effect };
}

/** All steps in an order that the graph allows; `pick` chooses among those that are ready. */
export function applyAll(
  group: Group,
  world: World,
  steps: readonly Step[],
  pick: (ready: number) => number = () => 0,
): World {
  const left = [...steps];
  const done = new Set<string>();
  let now = world;
  while (left.length > 0) {
    const ready = left.filter(({ after }) => after.every((id) => done.has(id)));
    const next = ready[pick(ready.length)];
    assert.ok(next !== undefined, `a circle among ${left.map(({ id }) => id).join(', ')}`);
    now = apply(group, now, next);
    done.add(next.id);
    left.splice(left.indexOf(next), 1);
  }
  return now;
}

function effectOf(group: Group, world: World, action: Action, id: string): Partial<World> {
  switch (action.kind) {
    case 'settle':
    case 'await-release':
    case 'await-peer':
    case 'yield':
      return {};
    case 'start-hastd':
      return startHastd(group, world);
    case 'set-role':
      return setRole(world, action, id);
    case 'await-device':
      return { providers: [...new Set([...world.providers, action.provider])] };
    case 'probe-device':
    case 'check':
      assert.ok(isBacked(world, action.device), `${id}: no device`);
      assert.ok(!tableOf(world).some(({ special }) => special === action.device), `${id}: in use`);
      return {};
    case 'make-mountpoint':
      return { mountpoints: new Map(world.mountpoints).set(action.mountpoint, 'empty') };
    case 'mount':
      return mount(world, action, id);
    case 'unmount':
      return unmount(world, action, id);
    case 'import':
    case 'mount-datasets':
    case 'export':
      return changePool(world, action, id);
    case 'link':
      return { links: new Map(world.links).set(action.link.path, 'linked') };
    case 'unlink':
      return { links: new Map(world.links).set(action.link.path, 'absent') };
    case 'start':
      return start(world, action, id);
    case 'stop':
      return { services: withService(world, action.service.name, 'stopped') };
  }
}

function tableOf(world: World): readonly Mount[] {
  return world.mounts.known ? world.mounts.value : [];
}

function isBacked(world: World, device: string): boolean {
  return world.providers.some((provider) => liesOn(device, provider));
}

function startHastd(group: Group, world: World): Partial<World> {
  const unasked = group.resources.filter((name) => world.resources.get(name)?.known !== true);
  return {
    resources: new Map([
      ...world.resources,
      ...unasked.map((name) => [name, known(resource(name, 'init'))] as const),
    ]),
  };
}

function setRole(world: World, action: Action & { kind: 'set-role' }, id: string): Partial<World> {
  const { role, pools } = action;
  const name = providerOf(world, action.resource);
  if (role !== 'primary') {
    const held = tableOf(world).find(({ special }) => liesOn(special, name));
    assert.ok(held === undefined, `${id}: ${held?.mountpoint ?? ''} is still mounted`);
    assert.ok(!pools.some((pool) => isImported(world, pool)), `${id}: a pool is still imported`);
  }
  const changed = known(resource(action.resource, role, name));
  return {
    resources: new Map(world.resources).set(action.resource, changed),
    providers: world.providers.filter((one) => role === 'primary' || one !== name),
  };
}

function isImported(world: World, name: string): boolean {
  const pool = world.pools.get(name)?.pool;
  return pool?.known === true && pool.value !== undefined;
}

function mount(world: World, action: Action & { kind: 'mount' }, id: string): Partial<World> {
  const { device, filesystem } = action;
  const { mountpoint } = filesystem;
  const table = tableOf(world);
  assert.ok(isBacked(world, device), `${id}: no device`);
  assert.equal(mountAt(table, mountpoint), undefined, `${id}: something is mounted there`);
  assert.ok(!table.some(({ special }) => special === device), `${id}: it is mounted elsewhere`);
  assert.ok(world.mountpoints.get(mountpoint) !== 'missing', `${id}: no directory`);
  const options = filesystem.options.includes('ro') ? ['ro'] : ['rw'];
  const added = { special: device, mountpoint, type: filesystem.type, options };
  return { mounts: known([...table, added]) };
}

function unmount(world: World, action: Action & { kind: 'unmount' }, id: string): Partial<World> {
  const { special, mountpoint } = action;
  if (!world.mounts.known) return {};
  const table = world.mounts.value;
  const at = table.findLastIndex((one) => one.mountpoint === mountpoint);
  assert.equal(table[at]?.special, special, `${id}: not on top`);
  const inside = table.slice(at + 1).find((one) => hangsOn(one, mountpoint));
  assert.equal(inside, undefined, `${id}: busy`);
  return {
    mounts: known(table.toSpliced(at, 1)),
    mountpoints: new Map(world.mountpoints).set(mountpoint, 'empty'),
  };
}

function hangsOn(mount: Mount, mountpoint: string): boolean {
  const view = mount.type === 'nullfs' && isWithin(mount.special, mountpoint);
  return view || isWithin(mount.mountpoint, mountpoint);
}

type PoolAction = Action & { kind: 'import' | 'mount-datasets' | 'export' };

function changePool(world: World, action: PoolAction, id: string): Partial<World> {
  const name = action.kind === 'import' ? action.pool.name : action.pool;
  const facts = world.pools.get(name);
  const others = tableOf(world).filter(({ special }) => !isOfPool(special, name));
  const put = (value: PoolFacts): World['pools'] => new Map(world.pools).set(name, value);
  switch (action.kind) {
    case 'import':
      assert.ok(
        action.pool.resources.every((one) => world.providers.includes(providerIn(world, one))),
        `${id}: a device is missing`,
      );
      return { pools: put(imported(world, action.pool)) };
    case 'mount-datasets': {
      assert.ok(isImported(world, name) && facts?.datasets.known === true, `${id}: not imported`);
      const due = facts.datasets.value.filter((one) => one.canmount === 'on' && !one.mounted);
      const mounted = facts.datasets.value.map((one) => ({
        ...one,
        mounted: one.canmount === 'on',
      }));
      const added = due.map((one) => ({
        special: one.name,
        mountpoint: one.mountpoint,
        type: 'zfs',
        options: ['rw'],
      }));
      return {
        pools: put({ ...facts, datasets: known(mounted) }),
        mounts: known([...tableOf(world), ...added]),
      };
    }
    case 'export': {
      const own = tableOf(world).filter(({ special }) => isOfPool(special, name));
      const table = tableOf(world);
      const busy = others.find((one) =>
        own.some((dataset) => {
          const later = table.indexOf(one) > table.indexOf(dataset);
          return later && hangsOn(one, dataset.mountpoint);
        }),
      );
      assert.equal(busy, undefined, `${id}: busy`);
      const gone = {
        pool: known(undefined),
        datasets: noAnswer<never>(),
        vdevs: noAnswer<never>(),
      };
      return {
        pools: put(gone),
        ...(world.mounts.known ? { mounts: known(others) } : {}),
      };
    }
  }
}

function providerIn(world: World, name: string): string {
  const reading = world.resources.get(name);
  return reading?.known === true ? reading.value.provider : name;
}

function imported(world: World, { name, resources }: PoolConfig): PoolFacts {
  const dataset = { name, canmount: 'on', mounted: false, mountpoint: `/${name}` };
  return {
    pool: known({ name, health: 'ONLINE' }),
    datasets: known([dataset]),
    vdevs: known(resources.map((one) => `hast/${providerIn(world, one)}`)),
  };
}

function start(world: World, action: Action & { kind: 'start' }, id: string): Partial<World> {
  for (const place of action.storage) {
    const there =
      place.kind === 'pool'
        ? isImported(world, place.name)
        : mountAt(tableOf(world), place.mountpoint)?.special === place.device;
    assert.ok(there, `${id}: its storage is not there`);
  }
  return { services: withService(world, action.service.name, 'running') };
}

function withService(world: World, name: string, state: ServiceState): World['services'] {
  return new Map(world.services).set(name, known({ state, pids: [] }));
}
