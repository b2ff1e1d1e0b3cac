/** A deterministic model of a FreeBSD pair, behind the ports of a real machine. */
export { createPair, type Pair, type PairClock, type PairNode } from './pair.ts';
export type {
  Content,
  Network,
  NodeName,
  PairOptions,
  ResourceOptions,
  ServiceBehaviour,
  ServiceOptions,
  Situation,
  VhidOptions,
} from './options.ts';
export type { NodeFaults, ToolFaultOptions } from './faults.ts';
export type { NodeState } from './snapshot.ts';
export type { LogLine, SimMachine } from './machine.ts';
export type { CarpEvent, Damage, HastEvent, Tampering } from './state.ts';
export type { CommandSeen, CommandTrace, EventTrace, TraceEntry, Violation } from './records.ts';
export { vhidName } from './carp.ts';
export { startNamed } from './power.ts';
export { end as endProcess } from './processes.ts';
export { pidsOf } from './services.ts';
export { inUse } from './storage.ts';
export { violate, type NodeModel } from './state.ts';
export { createRandom, type Random } from './random.ts';
export { serveTree, type Request, type Tree, type TreeOptions } from './serve-tree.ts';
export { servePair, type ActionSeen, type ServedPair, type ServeOptions } from './serve.ts';
