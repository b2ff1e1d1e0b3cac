/** The rc scripts' daemons. */
import { dropFile, putFile } from './files.ts';
import { startDevd, stopDevd } from './devd.ts';
import { killHastd, startHastd } from './hastd.ts';
import type { ServiceOptions } from './options.ts';
import { assigned } from './rc-conf.ts';
import { end, spawn } from './processes.ts';
import { deviceOfMount, mountOf } from './storage.ts';
import type { Violation } from './records.ts';
import { after, record, violate, type NodeModel, type ServiceModel } from './state.ts';

/** What the base system brings. */
export const baseServices: readonly ServiceOptions[] = [
  { name: 'devd', daemons: ['/sbin/devd'], pidfile: '/var/run/devd.pid', enabled: true },
  {
    name: 'hastd',
    daemons: ['/sbin/hastd'],
    pidfile: '/var/run/hastd.pid',
    enabled: true,
    stopMs: 300,
  },
  { name: 'rpcbind', daemons: ['/usr/sbin/rpcbind'] },
  {
    name: 'mountd',
    daemons: ['/usr/sbin/mountd -r -S'],
    pidfile: '/var/run/mountd.pid',
    starts: ['rpcbind'],
  },
  {
    name: 'nfsd',
    rcvar: 'nfs_server_enable',
    daemons: ['nfsd: master (nfsd)', 'nfsd: server (nfsd)'],
    starts: ['rpcbind', 'mountd'],
  },
  { name: 'statd', rcvar: 'rpc_statd_enable', daemons: ['/usr/sbin/rpc.statd'] },
  { name: 'lockd', rcvar: 'rpc_lockd_enable', daemons: ['/usr/sbin/rpc.lockd'], starts: ['statd'] },
];

export function rcName(service: ServiceModel): string {
  return rcNameOf(service.options);
}

export function rcvar(service: ServiceModel): string {
  return rcvarOf(service.options);
}

function rcNameOf(options: ServiceOptions): string {
  return options.rcName ?? options.name.replace(/-server$/, '');
}

export function rcvarOf(options: ServiceOptions): string {
  const base = baseServices.find(({ name }) => name === options.name);
  return options.rcvar ?? base?.rcvar ?? `${rcNameOf(options).replaceAll('-', '_')}_enable`;
}

/** What rc.conf says, else what the model was made with. */
export function enabled(node: NodeModel, service: ServiceModel): boolean {
  const said = assigned(node, rcvar(service), rcName(service));
  return said === undefined ? service.enabled : /^(yes|true|on|1)$/i.test(said);
}

/** Process ids, in order; hastd and devd are models of their own. */
export function pidsOf(node: NodeModel, service: ServiceModel): readonly number[] {
  if (service.options.name === 'hastd') return node.hastd.running ? [node.hastd.pid] : [];
  return service.pids.filter((pid) => node.processes.has(pid));
}

export function running(node: NodeModel, name: string): boolean {
  const service = node.services.get(name);
  return service !== undefined && pidsOf(node, service).length > 0;
}

/**
 * Starts the daemons at once, however the script takes its time. Beside others of the same data or
 * address, which were started meanwhile, they end at once.
 */
export function startDaemons(
  node: NodeModel,
  service: ServiceModel,
  by: Violation['by'] = 'command',
): void {
  const { options } = service;
  if (pidsOf(node, service).length > 0) return;
  checkNeeds(node, service, by);
  if (options.name === 'hastd') startHastd(node);
  else {
    const commands = options.daemons ?? [`/usr/local/sbin/${rcName(service)}`];
    service.pids = commands.map((command) => startDaemon(node, service, command));
  }
  if (options.name === 'devd') startDevd(node);
  readExports(node, service);
  const [pid] = pidsOf(node, service);
  if (options.pidfile !== undefined && pid !== undefined)
    putFile(node.files, options.pidfile, `${pid}\n`);
  record(node, `service ${options.name} runs`);
}

function startDaemon(node: NodeModel, service: ServiceModel, command: string): number {
  const { needs, name } = service.options;
  const holds = needs !== undefined && !baseServices.some((one) => one.name === name);
  return spawn(node, {
    command,
    stat: 'Ss',
    ignoresTerm: service.behaviour.ignoresTerm === true,
    ...(holds ? { cwd: needs } : {}),
    onHup: () => {
      readExports(node, service);
    },
    onEnd: () => {
      daemonEnded(node, service);
    },
  }).pid;
}

/** I3: a service whose data are not there. */
function checkNeeds(node: NodeModel, service: ServiceModel, by: Violation['by']): void {
  const { name, needs } = service.options;
  if (needs === undefined) return;
  const mount = mountOf(node, needs);
  if (mount !== undefined && deviceOfMount(node, mount) !== undefined) return;
  const broken = (sentence: string): void => {
    violate(node.world, 'I3', `${node.name}: ${sentence}`, by);
  };
  broken(`${name} was started while ${needs} was not mounted`);
  if (name.includes('mysql') || name.includes('maria')) {
    putFile(node.files, `${needs}/mysql/ibdata1`, 'empty database\n');
    broken(`${name} initialised an empty database on the root disk`);
  }
  if (name === 'nfsd') broken(`nfsd answers with stale handles, ${needs} is missing`);
}

function daemonEnded(node: NodeModel, service: ServiceModel): void {
  if (pidsOf(node, service).length > 0) return;
  record(node, `service ${service.options.name} ended`);
  if (service.options.name === 'devd') stopDevd(node);
  const wait = service.behaviour.respawnsMs;
  if (wait !== undefined)
    service.respawn = after(node, wait, () => {
      startDaemons(node, service, 'system');
    });
}

/** An orderly stop: no respawn, no pid file. */
export function stopDaemons(node: NodeModel, service: ServiceModel): void {
  const { options } = service;
  if (options.name === 'hastd') killHastd(node);
  const pids = pidsOf(node, service);
  service.pids = [];
  for (const pid of pids) {
    const process = node.processes.get(pid);
    if (process === undefined) continue;
    process.onEnd = () => undefined;
    end(node, process, 'SIGTERM');
  }
  node.world.scheduler.cancel(service.respawn);
  if (options.pidfile !== undefined) dropFile(node.files, options.pidfile);
  if (options.name === 'devd') stopDevd(node);
  record(node, `service ${options.name} stopped`);
}

/** mount(8) sends mountd a HUP, by its pid file. */
export function hupMountd(node: NodeModel): void {
  const service = node.services.get('mountd');
  if (service !== undefined && pidsOf(node, service).length > 0) readExports(node, service);
}

function readExports(node: NodeModel, service: ServiceModel): void {
  service.exported = [...node.mounts];
}

export function createServices(options: readonly ServiceOptions[]): Map<string, ServiceModel> {
  const all = new Map<string, ServiceModel>();
  for (const one of [...baseServices, ...options]) {
    const merged = { ...all.get(one.name)?.options, ...one };
    all.set(one.name, {
      options: merged,
      enabled: merged.enabled === true,
      behaviour: merged.behaviour ?? {},
      pids: [],
      exported: [],
      respawn: undefined,
    });
  }
  return all;
}

export function servicesOff(node: NodeModel): void {
  for (const service of node.services.values()) {
    service.pids = [];
    service.respawn = undefined;
    if (service.options.pidfile !== undefined) dropFile(node.files, service.options.pidfile);
  }
}
