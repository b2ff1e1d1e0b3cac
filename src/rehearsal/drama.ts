import type { NodeName, PairOptions } from '../sim/index.ts';

/** A pair, what happens to it, and when: data, so that it can be drawn, shrunk, written and read. */
export interface Drama {
  readonly seed: number;
  readonly setup: Setup;
  readonly happenings: readonly Happening[];
}

/** The pair that a drama is about. */
export interface Setup {
  readonly options: PairOptions;
  /** carphast.toml of both nodes. */
  readonly toml: string;
  /** Whether cron runs `carphast reconcile` once a minute, as the README advises. */
  readonly cron: boolean;
  /** Whether hastd's `exec` hook calls carphast. */
  readonly hook?: boolean;
}

/** A fault that strikes. */
export interface Happening {
  readonly at: Moment;
  readonly fault: string;
  readonly node: NodeName;
  readonly with: Arguments;
  /** Milliseconds until it is over by itself; absent: until somebody puts it right. */
  readonly forMs?: number;
}

export type Arguments = Readonly<Record<string, string | number | boolean>>;

export type Moment =
  /** Milliseconds after the beginning. */
  | { readonly ms: number }
  /** The nth command of a node that matches, when it starts or ends. */
  | {
      readonly node: NodeName;
      readonly command: string;
      readonly phase: 'start' | 'end';
      readonly nth: number;
    };
