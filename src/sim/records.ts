/** Faults, hooks on commands, and what a run leaves behind. */
import type { NodeName } from './options.ts';

export interface ToolFault {
  readonly tool: string;
  /** Only calls whose arguments, joined by blanks, match. */
  readonly matching: RegExp | undefined;
  readonly kind:
    'hang' | 'ignores-term' | 'disk-wait' | 'missing' | 'slow' | 'fails' | 'unstartable';
  readonly ms: number;
  readonly status: number;
  readonly stderr: string;
  times: number;
}

export interface FaultsModel {
  readonly tools: Set<ToolFault>;
  readonly noDevice: Set<string>;
  /** Milliseconds by which a device is late. */
  readonly deviceLate: Map<string, number>;
  readonly firstReadStalls: Map<string, number>;
  readonly workerDies: Map<string, { code: number; times: number }>;
  fsckHangs: boolean;
  fsckMs: number;
  readonly exportLies: Set<string>;
  readonly mountFails: Set<string>;
  hastctlBusy: number;
  disk: 'fine' | 'full' | 'read-only';
  flightSilent: boolean;
  /** At the next boots hastd runs so much later; Infinity: not at all. */
  hastdLateMs: number;
}

export interface CommandSeen {
  readonly node: NodeName;
  /** `/sbin/hastctl`, then the arguments. */
  readonly argv: readonly string[];
  readonly phase: 'start' | 'end';
  /** Counts the commands of the pair from 1. */
  readonly number: number;
  readonly pid: number;
}

export interface CommandHook {
  readonly predicate: (seen: CommandSeen) => boolean;
  readonly action: (seen: CommandSeen) => void;
}

export type TraceEntry = CommandTrace | EventTrace;

export interface CommandTrace {
  readonly kind: 'command';
  readonly node: NodeName;
  readonly number: number;
  readonly pid: number;
  readonly argv: readonly string[];
  readonly start: number;
  end: number | undefined;
  /** Exit status, or the signal's name; undefined while it runs. */
  status: number | string | undefined;
}

export interface EventTrace {
  readonly kind: 'event';
  readonly node: NodeName | 'pair';
  readonly at: number;
  readonly text: string;
}

export interface Violation {
  readonly at: number;
  readonly invariant: string;
  readonly sentence: string;
  /** A command that somebody gave, or the system by itself (rc at boot, a respawn; rc at a shutdown). */
  readonly by: 'command' | 'system' | `shutdown of ${NodeName}`;
}
