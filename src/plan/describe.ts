import { devicePath } from '../freebsd/devices.ts';
import { demotionShare } from './share.ts';
import type { Action, YieldMethod } from './steps.ts';

/** What a step does, for logs and history: `mount /dev/hast/data on /data`. */
export function describe(action: Action): string {
  switch (action.kind) {
    case 'start-hastd':
      return 'start hastd';
    case 'settle':
      return action.vhids.length > 0
        ? 'see whether MASTER holds'
        : 'give a primary that lives the time to connect';
    case 'await-release':
      return `wait until the peer has released ${action.resource}`;
    case 'set-role':
      return `make ${action.resource} ${action.role}`;
    case 'await-device':
      return `wait for ${devicePath(action.provider)}`;
    case 'await-peer':
      return `see whether the other copy of ${action.resource} is connected`;
    case 'probe-device':
      return `read from ${action.device} and open it for writing`;
    case 'make-mountpoint':
      return `create the mountpoint ${action.mountpoint}`;
    case 'check':
      return `check ${action.device}`;
    case 'mount':
      return `mount ${action.device} on ${action.filesystem.mountpoint}`;
    case 'unmount':
      return `unmount ${action.mountpoint}`;
    case 'import':
      return `import pool ${action.pool.name}`;
    case 'export':
      return `export pool ${action.pool}`;
    case 'mount-datasets':
      return `mount the datasets of ${action.pool}`;
    case 'link':
      return `link ${action.link.path} to ${action.link.target}`;
    case 'unlink':
      return `take the link ${action.link.path} away`;
    case 'start':
      return `start ${action.service.name}`;
    case 'stop':
      return `stop ${action.service.name}`;
    case 'yield':
      return `yield ${action.vhids.join(', ')} to the peer`;
  }
}

/** The command line behind a step, or the condition it waits for. */
export function commandLine(action: Action): string {
  switch (action.kind) {
    case 'start-hastd':
      return 'service hastd onestart';
    case 'settle':
      return action.vhids.length > 0
        ? `(until ${action.vhids.join(', ')} rests at MASTER)`
        : '(until a primary that lives has had the time to connect)';
    case 'await-release':
      return `(until no process "hastd: ${action.resource} (secondary)" is left)`;
    case 'set-role':
      return `hastctl role ${action.role} ${action.resource}`;
    case 'await-device':
      return `(until ${devicePath(action.provider)} is there)`;
    case 'await-peer':
      return `(until hastctl says that ${action.resource} is complete)`;
    case 'probe-device':
      return ['dd', ...readArguments(action.device)].join(' ');
    case 'make-mountpoint':
      return `mkdir -p ${action.mountpoint}`;
    case 'check':
      return `fsck_ffs -p ${action.device}`;
    case 'mount':
      return ['mount', ...mountArguments(action)].join(' ');
    case 'unmount':
      return `umount ${action.mountpoint}`;
    case 'import':
      return `zpool ${importArguments(action.pool.name).join(' ')}`;
    case 'export':
      return `zpool export ${action.pool}`;
    case 'mount-datasets':
      return `zfs mount (each dataset of ${action.pool} with canmount=on); service mountd onereload`;
    case 'link':
      return `ln -s ${action.link.target} ${action.link.path}`;
    case 'unlink':
      return `rm ${action.link.path}`;
    case 'start':
      return `service ${action.service.name} onestart`;
    case 'stop':
      return `service ${action.service.name} onestop`;
    case 'yield':
      return yieldLine(action.method);
  }
}

function yieldLine(method: YieldMethod): string {
  const demotion = `sysctl net.inet.carp.demotion=${demotionShare}`;
  const skew = 'ifconfig IF vhid N advskew 240; ifconfig IF vhid N state backup';
  switch (method) {
    case 'demotion':
      return demotion;
    case 'demotion-then-skew':
      return `${demotion} (and where that moves nothing: ${skew})`;
    case 'skew':
    case 'lasting-skew':
      return skew;
  }
}

/** One block for dd(1), of a size that disks with sectors of 4096 bytes take as well. */
export function readArguments(device: string): readonly string[] {
  return [`if=${device}`, 'of=/dev/null', 'bs=64k', 'count=1'];
}

/** mount(8), always with its type, and never with -f: a forced mount of a dirty file system. */
export function mountArguments(action: Action & { readonly kind: 'mount' }): readonly string[] {
  const { filesystem, device } = action;
  const options = filesystem.options.length > 0 ? ['-o', filesystem.options.join(',')] : [];
  return ['-t', filesystem.type, ...options, device, filesystem.mountpoint];
}

/**
 * -f: after a crash the pool counts as in use on the peer. cachefile=none: it must not come back at
 * boot. -d: only from HAST's devices. -N: datasets are mounted one by one, and verified.
 */
export function importArguments(pool: string): readonly string[] {
  return ['import', '-N', '-f', '-o', 'cachefile=none', '-d', '/dev/hast', pool];
}
