/** Faults of a node, by name. */
import { linkChanged } from './carp.ts';
import { diskOf } from './hast-link.ts';
import { killHastd, workerExits } from './hastd.ts';
import { interfacesOn } from './network.ts';
import type { Network, ServiceBehaviour } from './options.ts';
import { bootNode, powerOff, shutDown } from './power.ts';
import { end, spawn } from './processes.ts';
import { record, type Damage, type NodeModel, type Tampering } from './state.ts';
import { fileSystemsOf } from './storage.ts';
import type { FaultsModel, ToolFault } from './records.ts';

export interface ToolFaultOptions {
  /** Only calls whose arguments, joined by blanks, match. */
  readonly matching?: RegExp;
  /** How many calls; default all. */
  readonly times?: number;
}

/** Ends the fault that returned it, and no other one. */
export type EndFault = () => void;

export interface NodeFaults {
  readonly powerCut: () => void;
  /** A power cut after which the machine boots by itself. */
  readonly panic: () => void;
  /** `shutdown -p now`; resolves when the power is off (never when it hangs). */
  readonly cleanStop: () => Promise<void>;
  readonly boot: () => Promise<void>;
  readonly cableOut: (network: Network) => void;
  readonly cableIn: (network: Network) => void;
  /** What happens to the next CARP event on its way to devd's action. */
  readonly eventTampered: (tampering: Tampering) => void;
  /** Sets the wall clock off by so many milliseconds. */
  readonly clockJumps: (ms: number) => void;
  readonly hastdKill: () => void;
  /** At the next boots; Infinity: it is not started at all. */
  readonly hastdLate: (ms: number) => EndFault;
  /** hastd answers nobody; workers go on. */
  readonly hastdHang: () => void;
  readonly hastdRecovers: () => void;
  /** `hastctl status` and `list` exit 70 that many times. */
  readonly hastctlBusy: (times: number) => void;
  readonly hastctlHang: () => EndFault;
  /** The worker exits with a code now, or when it is started next. */
  readonly workerDies: (resource: string, code: number, times?: number) => void;
  readonly deviceNever: (resource: string) => EndFault;
  readonly deviceLate: (resource: string, ms: number) => void;
  readonly firstReadStalls: (resource: string, ms: number) => void;
  /** What lies on the resource is damaged like this, here and on the peer's copy alike. */
  readonly fsckOutcome: (resource: string, damage: Damage) => void;
  readonly fsckTakes: (ms: number) => void;
  readonly fsckHang: () => EndFault;
  /** A process with its working directory there; returns its pid. */
  readonly umountBusy: (
    path: string,
    options?: { ignoresTerm?: boolean; command?: string },
  ) => number;
  readonly zpoolExportLies: (pool: string) => EndFault;
  readonly datasetMountFails: (dataset: string) => void;
  readonly poolSuspended: (pool: string) => void;
  readonly serviceBehaves: (name: string, behaviour: ServiceBehaviour) => EndFault;
  /** Kills a service's daemons, as the out-of-memory killer does. */
  readonly serviceKill: (name: string) => void;
  readonly diskFull: () => EndFault;
  readonly readOnlyRoot: () => EndFault;
  readonly diskFine: () => void;
  readonly flightSilent: (silent: boolean) => void;
  readonly toolHang: (tool: string, options?: ToolFaultOptions) => EndFault;
  readonly toolIgnoresTerm: (tool: string, options?: ToolFaultOptions) => EndFault;
  readonly toolStuckInDiskWait: (tool: string, options?: ToolFaultOptions) => EndFault;
  readonly toolMissing: (tool: string, options?: ToolFaultOptions) => EndFault;
  readonly toolUnstartable: (tool: string, options?: ToolFaultOptions) => EndFault;
  readonly toolSlow: (tool: string, ms: number, options?: ToolFaultOptions) => EndFault;
  readonly toolFails: (
    tool: string,
    how: { readonly status: number; readonly stderr: string },
    options?: ToolFaultOptions,
  ) => EndFault;
  /** Ends all faults of tools, fsck and pools. */
  readonly clearFaults: () => void;
}

export function createFaults(node: NodeModel): NodeFaults {
  return {
    ...powerFaults(node),
    ...hastFaults(node),
    ...storageFaults(node),
    ...toolFaults(node),
  };
}

function powerFaults(node: NodeModel) {
  const boot = (): Promise<void> =>
    new Promise((resolve) => {
      bootNode(node, resolve);
    });
  const cable = (network: Network, plugged: boolean): void => {
    record(node, `cable ${network} ${plugged ? 'in' : 'out'}`);
    node.cables[network] = plugged;
    for (const name of interfacesOn(node, network)) linkChanged(node, name);
  };
  return {
    powerCut: () => {
      powerOff(node, 'power cut');
    },
    panic: () => {
      powerOff(node, 'panic');
      void boot();
    },
    cleanStop: () =>
      new Promise<void>((resolve) => {
        void shutDown(node, resolve);
      }),
    boot,
    eventTampered: (tampering: Tampering) => {
      node.devd.tampered.push(tampering);
    },
    clockJumps: (ms: number) => {
      record(node, `the wall clock jumps by ${ms / 1000} s`);
      node.clockError = ms;
    },
    cableOut: (network: Network) => {
      cable(network, false);
    },
    cableIn: (network: Network) => {
      cable(network, true);
    },
  };
}

function hastFaults(node: NodeModel) {
  const { faults, hastd } = node;
  const workerDies = (name: string, code: number, times = 1): void => {
    const resource = hastd.resources.get(name);
    if (resource?.worker !== undefined) workerExits(node, resource, code);
    else faults.workerDies.set(name, { code, times });
  };
  return {
    hastdKill: () => {
      killHastd(node);
    },
    hastdHang: () => {
      hastd.hung = true;
    },
    hastdLate: (ms: number) => {
      faults.hastdLateMs = ms;
      return () => {
        if (faults.hastdLateMs === ms) faults.hastdLateMs = 0;
      };
    },
    hastdRecovers: () => {
      hastd.hung = false;
    },
    hastctlBusy: (times: number) => {
      faults.hastctlBusy = times;
    },
    workerDies,
    deviceNever: (resource: string) => member(faults.noDevice, resource),
    deviceLate: (resource: string, ms: number) => {
      faults.deviceLate.set(resource, ms);
    },
    firstReadStalls: (resource: string, ms: number) => {
      faults.firstReadStalls.set(resource, ms);
    },
  };
}

function storageFaults(node: NodeModel) {
  const { faults } = node;
  return {
    fsckOutcome: (resource: string, damage: Damage) => {
      const all = fileSystemsOf(node.world, resource);
      for (const one of node.world.nodes) {
        const disk = diskOf(one, resource);
        if (disk.data.type === 'ufs' && disk.data.filesystem === 'ufs')
          disk.data = { ...disk.data, damage, unclean: damage === 'none' ? [] : all };
      }
    },
    fsckTakes: (ms: number) => {
      faults.fsckMs = ms;
    },
    fsckHang: () => {
      faults.fsckHangs = true;
      return () => {
        faults.fsckHangs = false;
      };
    },
    umountBusy: (path: string, options: { ignoresTerm?: boolean; command?: string } = {}) =>
      spawn(node, {
        command: options.command ?? 'sleep 1000',
        cwd: path,
        ignoresTerm: options.ignoresTerm ?? false,
      }).pid,
    zpoolExportLies: (pool: string) => member(faults.exportLies, pool),
    datasetMountFails: (dataset: string) => {
      faults.mountFails.add(dataset);
    },
    poolSuspended: (name: string) => {
      for (const pool of node.pools) if (pool.name === name) pool.health = 'SUSPENDED';
    },
    serviceBehaves: (name: string, behaviour: ServiceBehaviour) => {
      const service = node.services.get(name);
      if (service !== undefined) service.behaviour = behaviour;
      return () => {
        if (service?.behaviour === behaviour) service.behaviour = {};
      };
    },
    serviceKill: (name: string) => {
      for (const pid of node.services.get(name)?.pids ?? []) {
        const process = node.processes.get(pid);
        if (process !== undefined) end(node, process, 'SIGKILL');
      }
    },
    diskFull: () => diskFault(faults, 'full'),
    readOnlyRoot: () => diskFault(faults, 'read-only'),
    diskFine: () => {
      faults.disk = 'fine';
    },
    flightSilent: (silent: boolean) => {
      faults.flightSilent = silent;
    },
  };
}

function diskFault(faults: FaultsModel, state: 'full' | 'read-only'): EndFault {
  faults.disk = state;
  return () => {
    if (faults.disk === state) faults.disk = 'fine';
  };
}

function toolFaults(node: NodeModel) {
  const { faults } = node;
  const add = (
    kind: ToolFault['kind'],
    tool: string,
    options: ToolFaultOptions = {},
    more: Partial<Pick<ToolFault, 'ms' | 'status' | 'stderr'>> = {},
  ): EndFault => {
    const { matching, times = Infinity } = options;
    const own = { tool, matching, kind, times, ms: 0, status: 1, stderr: '', ...more };
    return member(faults.tools, own);
  };
  const of =
    (kind: ToolFault['kind']) =>
    (tool: string, options?: ToolFaultOptions): EndFault =>
      add(kind, tool, options);
  return {
    hastctlHang: () => add('hang', 'hastctl'),
    toolHang: of('hang'),
    toolIgnoresTerm: of('ignores-term'),
    toolStuckInDiskWait: of('disk-wait'),
    toolMissing: of('missing'),
    toolUnstartable: of('unstartable'),
    toolSlow: (tool: string, ms: number, options?: ToolFaultOptions) =>
      add('slow', tool, options, { ms }),
    toolFails: (
      tool: string,
      how: { readonly status: number; readonly stderr: string },
      options?: ToolFaultOptions,
    ) => add('fails', tool, options, how),
    clearFaults: () => {
      faults.tools.clear();
      faults.noDevice.clear();
      faults.deviceLate.clear();
      faults.firstReadStalls.clear();
      faults.workerDies.clear();
      faults.exportLies.clear();
      faults.mountFails.clear();
      Object.assign(faults, {
        fsckHangs: false,
        fsckMs: 0,
        hastctlBusy: 0,
        disk: 'fine',
        flightSilent: false,
        hastdLateMs: 0,
      });
    },
  };
}

function member<T>(set: Set<T>, one: T): EndFault {
  set.add(one);
  return () => {
    set.delete(one);
  };
}
