import {
  addDemotion,
  createVhid,
  interfaceDown,
  interfaceUp,
  linkChanged,
  requestState,
} from '../carp.ts';
import type { CarpState } from '../../freebsd/types.ts';
import type { Call } from '../command.ts';
import { epochMs } from '../machine.ts';
import { interfacesOn, linkUp, networkOf } from '../network.ts';
import type { NodeModel, VhidModel } from '../state.ts';

function interfacesOf({ world }: NodeModel): readonly string[] {
  return [...Object.keys(world.settings.interfaces), 'lo0'];
}

const options =
  'options=481209b<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,VLAN_HWCSUM,WOL_MAGIC,VLAN_HWFILTER,NOMAP>';

export function ifconfig(call: Call): number {
  const [first = '-a', ...words] = call.args;
  if (first === '-a') {
    for (const name of interfacesOf(call.node)) print(call, name);
    return 0;
  }
  if (!interfacesOf(call.node).includes(first))
    return complain(call, `interface ${first} does not exist`);
  if (words.length === 0) {
    print(call, first);
    return 0;
  }
  return change(call, first, words);
}

function complain(call: Call, text: string): number {
  call.err(`ifconfig: ${text}`);
  return 1;
}

function change(call: Call, name: string, words: readonly string[]): number {
  const { node } = call;
  if (words[0] === 'down') interfaceDown(node, name);
  else if (words[0] === 'up') interfaceUp(node, name);
  else return changeVhid(call, name, words);
  return 0;
}

const states: readonly CarpState[] = ['MASTER', 'BACKUP', 'INIT'];

function changeVhid(call: Call, name: string, words: readonly string[]): number {
  const { node } = call;
  const value = (key: string): string | undefined => {
    const at = words.indexOf(key);
    return at < 0 ? undefined : words[at + 1];
  };
  const [number, state] = [value('vhid'), value('state')?.toUpperCase()];
  const wanted = states.find((one) => one === state);
  const problem = vhidProblem(name, number, state, wanted);
  if (problem !== undefined) return complain(call, problem);
  const vhid = vhidOn(node, name, Number(number)) ?? createVhid(node, Number(number), name);
  vhid.advskew = Number(value('advskew') ?? vhid.advskew);
  vhid.advbase = Number(value('advbase') ?? vhid.advbase);
  if (wanted !== undefined) requestState(node, vhid, wanted);
  return 0;
}

function vhidProblem(
  name: string,
  number: string | undefined,
  state: string | undefined,
  wanted: CarpState | undefined,
): string | undefined {
  if (number === undefined) return state === undefined ? 'unknown command' : 'state requires vhid';
  if (!(Number(number) > 0 && Number(number) < 255))
    return 'vhid must be greater than 0 and less than 255';
  if (state !== undefined && wanted === undefined) return 'unknown state';
  return name === 'lo0' ? 'SIOCGVH: Operation not supported' : undefined;
}

function vhidOn(node: NodeModel, name: string, number: number): VhidModel | undefined {
  return node.carp.vhids.find((one) => one.vhid === number && one.interface === name);
}

function print(call: Call, name: string): void {
  if (name === 'lo0') {
    printLoopback(call);
    return;
  }
  const { node } = call;
  const vhids = node.carp.vhids.filter((one) => one.interface === name);
  const own = node.index + 1;
  const network = networkOf(node, name) ?? 'client';
  const net = network === 'client' ? '192.0.2' : '10.0.0';
  const host = network === 'client' ? 10 + own : own;
  call.out(`${name}: flags=${flags(node, name, vhids.length > 0)} metric 0 mtu 1500`);
  call.out(`\t${options}`);
  call.out(`\tether 52:54:00:00:0${network === 'client' ? 0 : 1}:0${own}`);
  call.out(`\tinet ${net}.${host} netmask 0xffffff00 broadcast ${net}.255`);
  for (const { address, vhid } of vhids)
    if (address !== undefined)
      call.out(`\tinet ${address} netmask 0xffffffff broadcast ${address} vhid ${vhid}`);
  for (const { state, vhid, advbase, advskew, vrrp } of vhids)
    call.out(
      vrrp === true
        ? `\tvrrp: ${state} vrid ${vhid} prio 100 interval 100`
        : `\tcarp: ${state} vhid ${vhid} advbase ${advbase} advskew ${advskew}`,
    );
  const carrier = node.cables[network];
  call.out(`\tmedia: Ethernet autoselect${carrier ? ' (1000baseT <full-duplex>)' : ''}`);
  call.out(`\tstatus: ${carrier ? 'active' : 'no carrier'}`);
  call.out('\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>');
}

function flags(node: NodeModel, name: string, carp: boolean): string {
  if (!node.carp.interfacesUp.has(name))
    return `8d22<BROADCAST,${carp ? 'PROMISC,' : ''}OACTIVE,SIMPLEX,MULTICAST>`;
  return carp
    ? '8963<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST>'
    : '8863<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST>';
}

function printLoopback(call: Call): void {
  call.out('lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> metric 0 mtu 16384');
  call.out('\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>');
  call.out('\tinet6 ::1 prefixlen 128');
  call.out('\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x3');
  call.out('\tinet 127.0.0.1 netmask 0xff000000');
  call.out('\tgroups: lo');
  call.out('\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>');
}

type Oid = readonly [name: string, value: string | number];

function oids(node: NodeModel): readonly Oid[] {
  const { carp } = node;
  return [
    ['net.inet.carp.ifdown_demotion_factor', 240],
    ['net.inet.carp.senderr_demotion_factor', 240],
    ['net.inet.carp.demotion', carp.demotion],
    ['net.inet.carp.log', 1],
    ['net.inet.carp.preempt', carp.preempt ? 1 : 0],
    ['net.inet.carp.dscp', 56],
    ['net.inet.carp.allow', carp.allow ? 1 : 0],
    ['kern.hostname', node.name],
    ['kern.osrelease', node.release[0]],
    ['kern.osreldate', node.release[1]],
    // It moves with each step of the wall clock (sys/kern/kern_tc.c, tc_setclock).
    [
      'kern.boottime',
      `{ sec = ${Math.floor((epochMs + node.bootedAt + node.clockError) / 1000)}, usec = 0 }`,
    ],
  ];
}

export function sysctl(call: Call): number {
  const bare = call.args.includes('-n');
  let status = 0;
  for (const word of call.args.filter((one) => one !== '-n')) {
    const [name = '', value] = word.split('=');
    const found = oids(call.node).filter(([oid]) => oid === name || oid.startsWith(`${name}.`));
    if (found.length === 0) {
      call.err(`sysctl: unknown oid '${name}'`);
      status = 1;
    } else if (value !== undefined) assign(call, found[0] ?? ['', ''], Number(value));
    else for (const [oid, text] of found) call.out(bare ? String(text) : `${oid}: ${text}`);
  }
  return status;
}

/** Writing the demotion adds to it. */
function assign(call: Call, [name, old]: Oid, value: number): void {
  const { node } = call;
  if (name === 'net.inet.carp.demotion') addDemotion(node, value);
  else if (name === 'net.inet.carp.preempt') node.carp.preempt = value !== 0;
  else if (name === 'net.inet.carp.allow') {
    node.carp.allow = value !== 0;
    for (const one of interfacesOf(node)) if (linkUp(node, one)) linkChanged(node, one);
  }
  const now = oids(node).find(([oid]) => oid === name)?.[1] ?? value;
  call.out(`${name}: ${old} -> ${now}`);
}

export function route(call: Call): number {
  const words = call.args.filter((one) => !one.startsWith('-'));
  const [verb, address = ''] = words;
  const { rejected } = call.node;
  if (verb === 'add') {
    if (rejected.has(address)) {
      call.err(`add host ${address}: gateway ${words[2] ?? ''} fib 0: route already in table`);
      return 1;
    }
    if (call.args.includes('-reject')) rejected.add(address);
    call.out(`add host ${address}: gateway ${words[2] ?? ''}`);
    return 0;
  }
  if (verb === 'delete') {
    if (!rejected.delete(address)) {
      call.err(`route: route has not been found`);
      call.out(`delete host ${address} fib 0: not in table`);
      return 1;
    }
    call.out(`delete host ${address}`);
    return 0;
  }
  if (verb === 'get') return showRoute(call, address);
  call.err('usage: route [-46dnqtv] command [[modifiers] args]');
  return 64;
}

function showRoute(call: Call, address: string): number {
  const reject = call.node.rejected.has(address);
  call.out(`   route to: ${address}`);
  call.out(`destination: ${reject ? address : '10.0.0.0'}`);
  if (reject) call.out('    gateway: 127.0.0.1');
  else call.out('       mask: 255.255.255.0');
  call.out('        fib: 0');
  call.out(`  interface: ${reject ? 'lo0' : (interfacesOn(call.node, 'sync')[0] ?? 'lo0')}`);
  call.out(`      flags: <UP,${reject ? 'GATEWAY,HOST,REJECT,DONE,STATIC' : 'DONE,PINNED'}>`);
  return 0;
}

export function logger(call: Call): number {
  const words = call.args.filter((word, at) => !isOption(call.args, word, at));
  const lines = words.length > 0 ? [words.join(' ')] : call.input;
  for (const text of lines) {
    const { node } = call;
    node.kernelLog.push(text);
    node.world.trace.push({
      kind: 'event',
      node: node.name,
      at: node.world.scheduler.now(),
      text: `log ${text}`,
    });
  }
  return 0;
}

/** `-t TAG` and `-p PRIORITY` take a word. */
function isOption(words: readonly string[], word: string, at: number): boolean {
  return word.startsWith('-') || ['-t', '-p', '-h', '-f'].includes(words[at - 1] ?? '');
}
