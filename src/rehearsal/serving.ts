import type { Group } from '../config/model.ts';
import { inUse, pidsOf, vhidName, type NodeModel } from '../sim/index.ts';

/** Is every vhid of the group MASTER on this node? */
export function isMasterOf(node: NodeModel, { vhids }: Group): boolean {
  return vhids.every((name) =>
    node.carp.vhids.some((one) => vhidName(one) === name && one.state === 'MASTER'),
  );
}

/** Does the node have all that the group needs, and run all of its services? */
export function isActive(node: NodeModel, group: Group): boolean {
  return isMasterOf(node, group) && hasStorage(node, group) && runsAll(node, group);
}

/** Does the node hold nothing of the group any more? */
export function isStandby(node: NodeModel, group: Group): boolean {
  return (
    group.resources.every(
      (name) =>
        node.hastd.resources.get(name)?.role === 'secondary' && inUse(node, name) === undefined,
    ) && group.services.every(({ name }) => !runs(node, name))
  );
}

export function hasStorage(node: NodeModel, group: Group): boolean {
  return (
    group.resources.every((name) => node.hastd.resources.get(name)?.role === 'primary') &&
    group.filesystems.every(({ mountpoint, resource, device }) =>
      node.mounts.some(
        (one) =>
          one.mountpoint === mountpoint && one.special === (device ?? `/dev/hast/${resource}`),
      ),
    ) &&
    group.pools.every(({ name }) => hasPool(node, name))
  );
}

/** Datasets of the group that a mountd which runs has not heard of: zfs(8) does not tell it. */
export function unexported(node: NodeModel, { pools }: Group): readonly string[] {
  const mountd = node.services.get('mountd');
  if (mountd === undefined || pidsOf(node, mountd).length === 0) return [];
  return node.mounts
    .filter((mount) => !mountd.exported.includes(mount))
    .map(({ special }) => special)
    .filter((special) => pools.some(({ name }) => special.split('/')[0] === name));
}

/** Imported, and its datasets mounted: those of the simulated pools all are to be. */
function hasPool(node: NodeModel, name: string): boolean {
  const imported = node.pools.some((one) => one.name === name && !one.broken);
  return imported && node.mounts.some(({ special }) => special.split('/')[0] === name);
}

export function runsAll(node: NodeModel, { services }: Group): boolean {
  return services.every(({ name, optional }) => optional || runs(node, name));
}

function runs(node: NodeModel, name: string): boolean {
  const service = node.services.get(name);
  return service !== undefined && pidsOf(node, service).length > 0;
}
