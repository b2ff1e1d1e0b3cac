import type { Call } from '../command.ts';
import { fileText } from '../files.ts';
import { stopHastd } from '../hastd.ts';
import { rcSetting } from '../rc-conf.ts';
import {
  enabled,
  hupMountd,
  pidsOf,
  rcName,
  rcvar,
  startDaemons,
  stopDaemons,
} from '../services.ts';
import { after, type ServiceModel } from '../state.ts';

const verbs = ['start', 'stop', 'restart', 'status', 'reload', 'poll'];

export async function service(call: Call): Promise<number> {
  const [name = '', word = ''] = call.args;
  const found = call.node.services.get(name);
  if (found === undefined) return foreign(call, name, word);
  const [, prefix = '', verb = ''] = /^(one|force|fast|quiet)?(\w+)$/.exec(word) ?? [];
  if (!verbs.includes(verb)) return unknownVerb(call, found, word);
  if (
    prefix === '' &&
    !enabled(call.node, found) &&
    !(verb === 'stop' && pidsOf(call.node, found).length > 0)
  ) {
    call.out(
      `Cannot '${verb}' ${rcName(found)}. Set ${rcvar(found)} to YES in /etc/rc.conf or use 'one${verb}' instead of '${verb}'.`,
    );
    return 0;
  }
  switch (verb) {
    case 'start':
      return start(call, found);
    case 'stop':
      return stop(call, found, prefix);
    case 'restart':
      await stop(call, found, prefix);
      return start(call, found);
    case 'reload':
      return reload(call, found);
    default:
      return status(call, found);
  }
}

/** No service of the model; but its script may be installed. */
function foreign(call: Call, name: string, word: string): number {
  if (word === 'enabled' && fileText(call.node.files, `/usr/local/etc/rc.d/${name}`) !== undefined)
    return /^yes$/i.test(rcSetting(call.node, foreignRcvar(name)) ?? '') ? 0 : 1;
  call.out(`${name} does not exist in /etc/rc.d or the local startup`);
  call.out('directories (/usr/local/etc/rc.d), or is not executable');
  return 1;
}

/** carphast's hold at boot has no switch of its own. */
function foreignRcvar(name: string): string {
  return `${name.replace(/^carphast_hold$/, 'carphast')}_enable`;
}

function unknownVerb(call: Call, found: ServiceModel, word: string): number {
  if (word === 'enabled') return enabled(call.node, found) ? 0 : 1;
  if (word === 'rcvar') return showRcvar(call, found);
  const path = `/etc/rc.d/${found.options.name}`;
  const reloads = ['mountd', 'hastd'].includes(found.options.name) ? '|reload' : '';
  call.err(`${path}: unknown directive '${word}'.`);
  call.err(
    `Usage: ${path} [fast|force|one|quiet](start|stop|restart|rcvar|enable|disable|delete|enabled|describe|extracommands${reloads}|status|poll)`,
  );
  return 1;
}

function showRcvar(call: Call, found: ServiceModel): number {
  call.out(`# ${rcName(found)} : ${descriptions[found.options.name] ?? rcName(found)}`);
  call.out('#');
  call.out(`${rcvar(found)}="${enabled(call.node, found) ? 'YES' : 'NO'}"`);
  call.out('#   (default: "")');
  call.out('');
  return 0;
}

/** `desc` of the base system's scripts. */
const descriptions: Readonly<Record<string, string | undefined>> = {
  devd: 'Device state change daemon',
  hastd: 'Highly Available Storage daemon',
  rpcbind: 'Universal addresses to RPC program number mapper',
  mountd: 'Service remote NFS mount requests',
  nfsd: 'Remote NFS server',
  statd: 'host status monitoring daemon',
  lockd: 'NFS file locking daemon',
};

function status(call: Call, found: ServiceModel): number {
  const pids = pidsOf(call.node, found);
  const runs = pids.length > 0;
  if (found.behaviour.silentStatus !== true)
    call.out(
      runs
        ? `${rcName(found)} is running as pid ${pids.join(' ')}.`
        : `${rcName(found)} is not running.`,
    );
  return runs ? 0 : 1;
}

async function start(call: Call, found: ServiceModel): Promise<number> {
  const { node } = call;
  const pids = pidsOf(node, found);
  if (pids.length > 0) {
    call.err(`${rcName(found)} already running?  (pid=${pids.join(' ')}).`);
    return 1;
  }
  if (found.options.name === 'nfsd') call.out('NFSv4 is disabled');
  for (const name of found.options.starts ?? []) await force(call, name);
  if (found.options.name === 'mountd' && node.files.entries.get('/etc/exports') === undefined) {
    call.err('/etc/rc.d/mountd: WARNING: /etc/exports is not readable.');
    call.err('/etc/rc.d/mountd: WARNING: failed precmd routine for mountd');
    return 1;
  }
  call.out(`Starting ${rcName(found)}.`);
  if (found.behaviour.hangsOnStart === true) return call.forever();
  await call.sleep(found.options.startMs ?? 0);
  if (found.behaviour.startFails === true) {
    call.err(
      `/usr/local/etc/rc.d/${found.options.name}: WARNING: failed to start ${rcName(found)}`,
    );
    return 1;
  }
  // Its storage was there when somebody looked: that it was pulled since is nobody's command.
  const by = node.pulledAt > call.process.startedAt - 1000 ? 'system' : 'command';
  if (found.behaviour.startLies !== true) startDaemons(node, found, by);
  return 0;
}

/** force_depend: started even if not enabled, when it does not run. */
async function force(call: Call, name: string): Promise<void> {
  const found = call.node.services.get(name);
  if (found !== undefined && pidsOf(call.node, found).length === 0) await start(call, found);
}

async function stop(call: Call, found: ServiceModel, prefix: string): Promise<number> {
  const { node } = call;
  const pids = pidsOf(node, found);
  if (pids.length === 0) {
    const file = found.options.pidfile === undefined ? '' : ` (check ${found.options.pidfile}).`;
    call.err(`${rcName(found)} not running?${file}`);
    return 1;
  }
  if (found.options.name === 'hastd') stopHastd(node);
  call.out(`Stopping ${rcName(found)}.`);
  const { behaviour, options } = found;
  const waits =
    (options.stopMs ?? 0) > 0 || behaviour.hangsOnStop === true || behaviour.ignoresTerm === true;
  if (waits) call.write(`Waiting for PIDS: ${pids.join(' ')}`);
  if (behaviour.hangsOnStop === true || behaviour.ignoresTerm === true)
    await untilGone(call, found);
  after(node, options.stopMs ?? 0, () => {
    stopDaemons(node, found);
  });
  await call.sleep(options.stopMs ?? 0);
  if (waits) call.write('.\n');
  if (prefix !== 'force' || options.name !== 'nfsd') return 0;
  call.err(`kill: ${pids.at(-1) ?? 0}: No such process`);
  return 1;
}

/** wait_for_pids has no limit. */
async function untilGone(call: Call, found: ServiceModel): Promise<void> {
  while (pidsOf(call.node, found).length > 0) await call.sleep(1000);
}

function reload(call: Call, found: ServiceModel): number {
  if (pidsOf(call.node, found).length === 0) {
    call.err(
      `${rcName(found)} not running?${found.options.pidfile === undefined ? '' : ` (check ${found.options.pidfile}).`}`,
    );
    return 1;
  }
  if (found.options.name === 'mountd') hupMountd(call.node);
  return 0;
}
