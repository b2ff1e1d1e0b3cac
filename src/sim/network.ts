import type { Network } from './options.ts';
import { peerOf, type NodeModel } from './state.ts';

export const interfaceOf: Readonly<Record<Network, string>> = { client: 'em0', sync: 'em1' };

export function networkOf(name: string): Network | undefined {
  if (name === 'em0') return 'client';
  return name === 'em1' ? 'sync' : undefined;
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
  return node.world.lost.has(`${node.name} ${network}`);
}

/** The same for a network card and its neighbour, while a machine is still booting. */
export function carries(node: NodeModel, interfaceName: string): boolean {
  const network = networkOf(interfaceName);
  return network !== undefined && linkUp(node, interfaceName) && !node.world.partitioned[network];
}

export function linkUp(node: NodeModel, interfaceName: string): boolean {
  const network = networkOf(interfaceName);
  return network !== undefined && node.cables[network] && node.carp.interfacesUp.has(interfaceName);
}
