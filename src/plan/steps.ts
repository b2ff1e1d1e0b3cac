import type { Filesystem, Link, PoolConfig, Service } from '../config/model.ts';
import type { Role } from '../freebsd/types.ts';

/** One thing to do, as data. The engine has one executor for each kind. */
export type Action =
  | { readonly kind: 'start-hastd'; readonly resource: string }
  | { readonly kind: 'settle'; readonly vhids: readonly string[] }
  | { readonly kind: 'await-release'; readonly resource: string }
  | {
      readonly kind: 'set-role';
      readonly resource: string;
      readonly role: Role;
      readonly pools: readonly string[];
      /** The role it has to have before: a hastd that was started anew has init, and knows nothing. */
      readonly from?: 'secondary';
    }
  | { readonly kind: 'await-device'; readonly resource: string; readonly provider: string }
  | { readonly kind: 'await-peer'; readonly resource: string }
  | {
      readonly kind: 'probe-device';
      readonly resource: string;
      readonly device: string;
      readonly writeMs: number;
    }
  | { readonly kind: 'make-mountpoint'; readonly mountpoint: string }
  | {
      readonly kind: 'check';
      readonly device: string;
      readonly repair: 'yes' | 'no';
      readonly writeMs: number;
    }
  | {
      readonly kind: 'mount';
      readonly device: string;
      readonly filesystem: Filesystem;
      readonly occupied: 'refuse' | 'allow';
      /** Mountpoints of the group inside this one: their empty directories hide nothing. */
      readonly nested: readonly string[];
    }
  | {
      readonly kind: 'unmount';
      readonly special: string;
      readonly mountpoint: string;
      readonly busy: Busy;
    }
  | { readonly kind: 'import'; readonly pool: PoolConfig; readonly degraded: 'refuse' | 'import' }
  | { readonly kind: 'export'; readonly pool: string; readonly busy: Busy }
  | { readonly kind: 'mount-datasets'; readonly pool: string; readonly places?: Places }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'unlink'; readonly link: Link }
  | { readonly kind: 'start'; readonly service: Service; readonly storage: readonly Storage[] }
  | { readonly kind: 'stop'; readonly service: Service }
  | {
      readonly kind: 'yield';
      readonly group: string;
      readonly vhids: readonly string[];
      readonly method: YieldMethod;
    };

/** The action of one kind: what its executor gets. */
export type ActionOf<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;

/** How far to go against the users of a file system. */
export type Busy = 'wait' | 'terminate' | 'force';

/** What has to be mounted or imported from HAST before a service starts. */
export type Storage =
  | { readonly kind: 'filesystem'; readonly device: string; readonly mountpoint: string }
  | { readonly kind: 'pool'; readonly name: string; readonly places?: Places };

/** Where in a pool data lie: in these datasets (`tank/db`), and at these paths. Absent: anywhere. */
export type Places = readonly string[];

/** `demotion`: our share of net.inet.carp.demotion. `skew`: advskew and state backup, vhid by vhid,
 * until the peer has it; `lasting-skew`: until the cause is gone. `demotion-then-skew`: the skew where
 * the demotion has moved nothing. */
export type YieldMethod = 'demotion' | 'demotion-then-skew' | 'skew' | 'lasting-skew';

/** A node of the plan's graph. */
export interface Step {
  /** `mount:/var/db/mysql`; unique within the plan, the same in every plan. */
  readonly id: string;
  readonly action: Action;
  /** Why, in one clause. */
  readonly reason: string;
  readonly limitMs: number;
  /** Ids of the steps that have to be done before. */
  readonly after: readonly string[];
  /** Its failure is reported, and ends nothing. */
  readonly optional?: boolean;
}

/** Adds the steps' order: only steps that are really in the plan are waited for. */
export function inGraph(steps: readonly Step[]): readonly Step[] {
  const ids = new Set(steps.map(({ id }) => id));
  return steps.map((step) => ({ ...step, after: step.after.filter((id) => ids.has(id)) }));
}
