import type { Network } from './options.ts';
import { peerOf, type NodeModel } from './state.ts';

/** The network cards that lead to a network. */
export function interfacesOn({ world }: NodeModel, network: Network): readonly string[] {
  const all = Object.entries(world.settings.interfaces);
  return all.flatMap(([name, leadsTo]) => (leadsTo === network ? [name] : []));
}

export function networkOf({ world }: NodeModel, name: string): Network | undefined {
  return world.settings.interfaces[name];
}

/** The address on the replication network. */
export function syncAddress(node: NodeModel): string {
  return `10.0.0.${node.index + 1}`;
}

/** Does the kernel answer on the network at all? */
export function powered(node: NodeModel): boolean {
  return node.power === 'on' || node.power === 'stopping' || node.power === 'stuck';
}

/** Do frames get from each node to the other? */
export function linked(node: NodeModel, network: Network): boolean {
  const peer = peerOf(node);
  return (
    !node.world.partitioned[network] &&
    !isLost(node, network) &&
    !isLost(peer, network) &&
    node.cables[network] &&
    peer.cables[network] &&
    powered(node) &&
    powered(peer)
  );
}

/** Are the frames that a node sends lost on their way? */
export function isLost(node: NodeModel, network: Network): boolean {
  const { lost } = node.world;
  return lost.size > 0 && lost.has(`${node.name} ${network}`);
}

/** The same for a network card and its neighbour, while a machine is still booting. */
export function carries(node: NodeModel, interfaceName: string): boolean {
  const network = networkOf(node, interfaceName);
  return network !== undefined && linkUp(node, interfaceName) && !node.world.partitioned[network];
}

export function linkUp(node: NodeModel, interfaceName: string): boolean {
  const network = networkOf(node, interfaceName);
  return network !== undefined && node.cables[network] && node.carp.interfacesUp.has(interfaceName);
}
