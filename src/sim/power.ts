/** Power, boot and shutdown of a node. */
import { carpOff, interfaceUp } from './carp.ts';
import { devdOff } from './devd.ts';
import { clearFlight } from './flight.ts';
import { hastdOff, stopHastd } from './hastd.ts';
import { dropFile } from './files.ts';
import { spawn } from './processes.ts';
import { enabled, running, servicesOff, startDaemons, stopDaemons } from './services.ts';
import { after, record, violate, type MountModel, type NodeModel } from './state.ts';

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

/**
 * Power on, in rc's order: zpool imports what its cache names, netif brings CARP up, devd hands over
 * the events that came meanwhile, hastd runs ten seconds later; then what LOGIN waits for, enabled
 * services, and last carphast's rc script.
 */
export function bootNode(node: NodeModel, onDone: () => void): void {
  if (node.power !== 'off') return;
  node.power = 'booting';
  record(node, 'power on');
  after(node, bootTimes.network, () => {
    kernelUp(node);
    importCached(node);
    for (const script of node.earlyScripts) script();
    bringUpNetwork(node);
  });
  after(node, bootTimes.devd, () => {
    startNamed(node, 'devd');
  });
  after(node, bootTimes.hastd, () => {
    const { hastdLateMs } = node.faults;
    if (hastdLateMs === 0) startNamed(node, 'hastd');
    else if (hastdLateMs < Infinity)
      after(node, hastdLateMs, () => {
        startNamed(node, 'hastd');
      });
  });
  after(node, bootTimes.done, () => {
    for (const [name, service] of node.services)
      if (enabled(node, service) && name !== 'hastd' && !running(node, name))
        startDaemons(node, service, 'system');
    record(node, 'booted');
    for (const script of node.bootScripts) script();
    onDone();
  });
}

/** rc.d/zpool runs before hastd, and there is no device of a pool that lies on HAST. */
function importCached(node: NodeModel): void {
  for (const pool of node.zpoolCache)
    record(node, `zpool: cannot import '${pool}': no such pool or dataset`);
}

export function kernelUp(node: NodeModel): void {
  node.power = 'on';
  node.bootedAt = node.world.scheduler.now();
  node.mounts.push(...rootMounts);
  for (const command of ['/sbin/init', '/usr/sbin/syslogd -ss', '/usr/sbin/cron -s'])
    spawn(node, { command, stat: 'Ss' });
}

/** As rc.conf has it: what was typed since the last boot is gone. */
export function bringUpNetwork(node: NodeModel): void {
  for (const vhid of node.carp.vhids) {
    const written = node.world.settings.vhids.find(
      (one) => one.vhid === vhid.vhid && (one.interface ?? 'em0') === vhid.interface,
    );
    vhid.advskew = (written?.advskew ?? [0, 100])[node.index];
  }
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

/** /etc/defaults/rc.conf's rcshutdown_timeout. */
const rcshutdownMs = 90_000;
const hastdStopsMs = 2000;
const devdStopsMs = 2600;

/**
 * `shutdown -p now`: rc.shutdown calls what has KEYWORD shutdown in reverse order, with faststop:
 * carphast's script first, then services, hastd (role init for all), devd. Its watchdog ends it after
 * 90 s, and init ends whatever still runs. CARP answers until the kernel halts; with a pool whose
 * device was pulled it never does.
 */
export async function shutDown(node: NodeModel, onOff: () => void): Promise<void> {
  if (node.power !== 'on') return;
  node.power = 'stopping';
  record(node, 'shutdown');
  const { epoch } = node;
  const halting = (): void => {
    after(node, shutdownMs, () => {
      halt(node, onOff);
    });
  };
  let over = false;
  const watchdog = after(node, rcshutdownMs, () => {
    over = true;
    record(node, '90 second watchdog timeout expired. Shutdown terminated.');
    endAll(node);
    halting();
  });
  const hasEnded = (): boolean => over;
  for (const script of [...node.shutdownScripts]) await script();
  if (node.epoch !== epoch || hasEnded() || !stopServices(node)) return;
  after(node, hastdStopsMs, () => {
    if (node.hastd.running) stopHastd(node, `shutdown of ${node.name}`);
  });
  after(node, devdStopsMs, () => {
    node.world.scheduler.cancel(watchdog);
    const devd = node.services.get('devd');
    if (devd !== undefined) stopDaemons(node, devd);
  });
  halting();
}

/** False where rc waits for a daemon that does not end: then only the watchdog goes on. */
function stopServices(node: NodeModel): boolean {
  for (const [name, service] of [...node.services].reverse()) {
    const { shutdown } = service.options;
    const stopped = shutdown === false || name === 'hastd' || name === 'devd';
    if (stopped || !running(node, name)) continue;
    if (service.behaviour.hangsOnStop === true || service.behaviour.ignoresTerm === true) {
      record(node, `rc.shutdown waits for ${name}`);
      return false;
    }
    stopDaemons(node, service);
  }
  return true;
}

/** init: TERM, then KILL, to every process; hastd takes its devices along. */
function endAll(node: NodeModel): void {
  for (const kill of [...node.machines]) kill();
  for (const [name, service] of node.services)
    if (name !== 'hastd' && running(node, name)) stopDaemons(node, service);
  if (node.hastd.running) stopHastd(node, `shutdown of ${node.name}`);
}

function halt(node: NodeModel, onOff: () => void): void {
  if (node.pools.some(({ broken }) => broken)) {
    node.power = 'stuck';
    record(node, 'shutdown hangs: a pool is suspended');
    const sentence = `${node.name} never comes to the end of its shutdown: a pool lost its device`;
    violate(node.world, 'I2', sentence, `shutdown of ${node.name}`);
    return;
  }
  powerOff(node, 'powered off');
  onOff();
}
