import type { Group } from '../config/model.ts';
import type { HastMetadata, HastResource, NetworkInterface } from '../freebsd/types.ts';
import { isCopied } from './copied.ts';
import type { Facts } from './facts.ts';
import type { Card, CardResource, CardVhid } from './report.ts';

/** What the other node has to know of this one. */
export function cardOf(facts: Facts): Card {
  const { sysctls, world, interfaces, config, exports } = facts;
  const nfs = config.groups.some(({ services }) => services.some(({ name }) => name === 'nfsd'));
  return {
    release: (sysctls.known ? sysctls.value.get('kern.osrelease') : undefined) ?? null,
    preempt: world.carp.known ? world.carp.value.preempt : null,
    vhids: interfaces.known ? interfaces.value.flatMap(vhidsOf) : null,
    resources: config.groups.flatMap(({ resources }) =>
      resources.map((name) => resourceOf(facts, name)),
    ),
    groups: config.groups.map(groupOf),
    accounts: accountsOf(facts),
    exports: nfs ? normalised(exports ?? '') : null,
  };
}

function vhidsOf({ vhids, addresses }: NetworkInterface): readonly CardVhid[] {
  return vhids.map(({ vhid, name, state, advbase, advskew }) => ({
    vhid,
    name,
    state,
    ...(advbase === undefined ? {} : { advbase }),
    ...(advskew === undefined ? {} : { advskew }),
    addresses: addresses
      .filter((one) => one.vhid === vhid)
      .map(({ address }) => address)
      .sort(),
  }));
}

function resourceOf({ world, hast }: Facts, name: string): CardResource {
  const reading = world.resources.get(name);
  const conf = hast.conf.known
    ? hast.conf.value.resources.find((one) => one.name === name)
    : undefined;
  const metadata = hast.metadata.known
    ? hast.metadata.value.find((one) => one.name === name)
    : undefined;
  return {
    name,
    replication: conf?.replication ?? null,
    timeout: conf?.timeout ?? null,
    ...stateOf(reading?.known === true ? reading.value : undefined),
    // Who lacks something cannot say what others lack: after a split brain each would say it of the other.
    copied:
      reading?.known === true && !world.unfinished.has(name)
        ? isCopied(reading.value, hast.events)
        : null,
    ...copyOf(metadata),
  };
}

function stateOf(
  now: HastResource | undefined,
): Pick<CardResource, 'role' | 'connection' | 'dirty'> {
  if (now === undefined) return { role: null, connection: null, dirty: null };
  const { role, status, dirty } = now;
  const knows = role === 'primary' && status !== undefined;
  return { role, connection: status ?? '-', dirty: knows ? dirty : null };
}

type Copy = Pick<
  CardResource,
  'dataSize' | 'extentSize' | 'resourceId' | 'localCount' | 'remoteCount'
>;

function copyOf(metadata: HastMetadata | undefined): Copy {
  return {
    dataSize: metadata?.dataSize ?? null,
    extentSize: metadata?.extentSize ?? null,
    resourceId: metadata?.resourceId ?? null,
    localCount: metadata?.localCount ?? null,
    remoteCount: metadata?.remoteCount ?? null,
  };
}

function groupOf(group: Group): Card['groups'][number] {
  return {
    name: group.name,
    vhids: [...group.vhids].sort(),
    resources: [...group.resources].sort(),
    filesystems: group.filesystems
      .map(({ device, resource, mountpoint }) => `${device ?? resource} ${mountpoint}`)
      .sort(),
    pools: group.pools.map(({ name }) => name).sort(),
    services: group.services.map(({ name }) => name),
  };
}

/** Numbers that FreeBSD or the ports give are the same everywhere, or should be. */
function accountsOf({ accounts }: Facts): Card['accounts'] {
  const plain = accounts.filter(({ name }) => /^[\w.-]+$/.test(name));
  return Object.fromEntries(plain.map(({ name, uid, gid }) => [name, `${uid}:${gid}`]));
}

/** Without comments and blank lines. */
function normalised(exports: string): string {
  return exports
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '')
    .join('\n');
}
