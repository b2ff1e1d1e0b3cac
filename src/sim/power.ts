/** Power, boot and shutdown of a node. */
import { carpOff, interfaceUp } from './carp.ts';
import { devdOff } from './devd.ts';
import { clearFlight } from './flight.ts';
import { hastdOff, stopHastd } from './hastd.ts';
import { dropFile } from './files.ts';
import { spawn } from './processes.ts';
import { enabled, running, servicesOff, startDaemons, stopDaemons } from './services.ts';
import { after, record, type MountModel, type NodeModel } from './state.ts';

/** From power to the network, to devd, to hastd, to the end of the boot (milliseconds). */
export const bootTimes = { network: 15_000, devd: 16_500, hastd: 25_000, done: 26_000 } as const;
const shutdownMs = 20_000;

/** Everything in memory is gone, and nothing is said to anybody. */
export function powerOff(node: NodeModel, why: string): void {
  if (node.power === 'off') return;
  record(node, why);
  node.power = 'off';
  node.epoch += 1;
  for (const kill of [...node.machines]) kill();
  node.machines.clear();
  node.processes.clear();
  carpOff(node);
  devdOff(node);
  hastdOff(node);
  servicesOff(node);
  clearFlight(node);
  node.mounts.length = 0;
  node.pools.length = 0;
  node.rejected.clear();
  for (const path of [...node.files.entries.keys()])
    if (path.startsWith('/var/run/')) dropFile(node.files, path);
}

/** Power on: the network comes first, devd soon, hastd ten seconds later. */
export function bootNode(node: NodeModel, onDone: () => void): void {
  if (node.power !== 'off') return;
  node.power = 'booting';
  record(node, 'power on');
  after(node, bootTimes.network, () => {
    kernelUp(node);
    bringUpNetwork(node);
  });
  after(node, bootTimes.devd, () => {
    startNamed(node, 'devd');
  });
  after(node, bootTimes.hastd, () => {
    startNamed(node, 'hastd');
  });
  after(node, bootTimes.done, () => {
    for (const [name, service] of node.services)
      if (enabled(node, service) && !running(node, name)) startDaemons(node, service, 'system');
    record(node, 'booted');
    for (const script of node.bootScripts) script();
    onDone();
  });
}

export function kernelUp(node: NodeModel): void {
  node.power = 'on';
  node.bootedAt = node.world.scheduler.now();
  node.mounts.push(...rootMounts);
  for (const command of ['/sbin/init', '/usr/sbin/syslogd -ss', '/usr/sbin/cron -s'])
    spawn(node, { command, stat: 'Ss' });
}

export function bringUpNetwork(node: NodeModel): void {
  for (const name of Object.keys(node.world.settings.interfaces)) interfaceUp(node, name);
}

export function startNamed(node: NodeModel, name: string): void {
  const service = node.services.get(name);
  if (service !== undefined && !running(node, name)) startDaemons(node, service, 'system');
}

const rootMounts: readonly MountModel[] = [
  { special: '/dev/vtbd0p2', mountpoint: '/', type: 'ufs', options: ['rw'], dirty: false },
  { special: 'devfs', mountpoint: '/dev', type: 'devfs', options: ['rw'], dirty: false },
  { special: 'tmpfs', mountpoint: '/tmp', type: 'tmpfs', options: ['rw'], dirty: false },
];

/**
 * `shutdown -p now`: the given scripts first, then rc.shutdown: services, hastd (role init all),
 * devd; CARP answers until the kernel halts. With a pool whose device was pulled it never does.
 */
export async function shutDown(node: NodeModel, onOff: () => void): Promise<void> {
  if (node.power !== 'on') return;
  node.power = 'stopping';
  record(node, 'shutdown');
  const { epoch } = node;
  for (const script of [...node.shutdownScripts]) await script();
  if (node.epoch !== epoch) return;
  for (const [name, service] of [...node.services].reverse())
    if (
      service.options.shutdown !== false &&
      name !== 'hastd' &&
      name !== 'devd' &&
      running(node, name)
    )
      stopDaemons(node, service);
  after(node, 2000, () => {
    if (node.hastd.running) stopHastd(node, 'system');
  });
  after(node, 2600, () => {
    const devd = node.services.get('devd');
    if (devd !== undefined) stopDaemons(node, devd);
  });
  after(node, shutdownMs, () => {
    halt(node, onOff);
  });
}

function halt(node: NodeModel, onOff: () => void): void {
  if (node.pools.some(({ broken }) => broken)) {
    node.power = 'stuck';
    record(node, 'shutdown hangs: a pool is suspended');
    return;
  }
  powerOff(node, 'powered off');
  onOff();
}
