/** The election, as sys/netinet/ip_carp.c holds it. */
import type { CarpState } from '../freebsd/types.ts';
import { carries, isLost, linkUp, networkOf } from './network.ts';
import { deliver } from './devd.ts';
import {
  after,
  peerOf,
  record,
  violate,
  type NodeModel,
  type VhidModel,
  type World,
} from './state.ts';

const slowest = 240;
const latencyMs = 2;

/** Milliseconds between two adverts, demotion included. */
export function advertInterval(node: NodeModel, vhid: VhidModel): number {
  const skew = Math.min(slowest, Math.max(0, vhid.advskew + node.carp.demotion));
  return vhid.advbase * 1000 + (skew * 1000) / 256;
}

/** A backup waits with its own, undemoted skew. */
export function masterDownTime(vhid: VhidModel): number {
  return 3 * vhid.advbase * 1000 + (vhid.advskew * 1000) / 256;
}

export function vhidName(vhid: VhidModel): string {
  return `${vhid.vhid}@${vhid.interface}`;
}

/** What the interface's coming up does: INIT to BACKUP. */
export function interfaceUp(node: NodeModel, name: string): void {
  node.carp.interfacesUp.add(name);
  linkChanged(node, name);
}

export function interfaceDown(node: NodeModel, name: string): void {
  node.carp.interfacesUp.delete(name);
  linkChanged(node, name);
}

/** After a cable or an interface changed: each vhid on it starts over or ends in INIT. */
export function linkChanged(node: NodeModel, name: string): void {
  const up = linkUp(node, name) && node.carp.allow;
  for (const vhid of node.carp.vhids.filter((one) => one.interface === name)) {
    if (up) startVhid(node, vhid);
    else stopVhid(node, vhid);
  }
}

function startVhid(node: NodeModel, vhid: VhidModel): void {
  if (vhid.demoting) {
    vhid.demoting = false;
    addDemotion(node, -slowest);
  }
  if (vhid.state !== 'INIT' || vhid.address === undefined) return;
  setState(node, vhid, 'BACKUP', 'initialization complete');
  waitForMaster(node, vhid);
}

function stopVhid(node: NodeModel, vhid: VhidModel): void {
  if (!vhid.demoting) {
    vhid.demoting = true;
    addDemotion(node, slowest);
  }
  node.world.scheduler.cancel(vhid.timer);
  vhid.timer = undefined;
  setState(node, vhid, 'INIT', 'hardware interface down');
}

/** Adds to the host's demotion; a master says at once how fast it is now. */
export function addDemotion(node: NodeModel, amount: number): void {
  node.carp.demotion += amount;
  for (const vhid of node.carp.vhids) if (vhid.state === 'MASTER') advertise(node, vhid);
}

/** `ifconfig IF vhid N state S`: acts only from the other of MASTER and BACKUP. */
export function requestState(node: NodeModel, vhid: VhidModel, state: CarpState): void {
  if (state === 'MASTER' && vhid.state === 'BACKUP')
    becomeMaster(node, vhid, 'user requested via ifconfig');
  if (state === 'BACKUP' && vhid.state === 'MASTER')
    becomeBackup(node, vhid, 'user requested via ifconfig');
}

/** A state asked of a vhid that is not there makes it; it has no address and stays INIT. */
export function createVhid(node: NodeModel, number: number, name: string): VhidModel {
  const vhid: VhidModel = {
    vhid: number,
    interface: name,
    state: 'INIT',
    advbase: 1,
    advskew: 0,
    address: undefined,
    demoting: false,
    timer: undefined,
  };
  node.carp.vhids.push(vhid);
  violate(
    node.world,
    'carp',
    `${node.name}: an ifconfig state made vhid ${vhidName(vhid)}, which did not exist`,
  );
  return vhid;
}

/** Everything to its place at once, without waiting for the election. */
export function setDirectly(node: NodeModel, state: 'MASTER' | 'BACKUP'): void {
  for (const vhid of node.carp.vhids) {
    vhid.state = state;
    if (state === 'MASTER') advertise(node, vhid);
    else waitForMaster(node, vhid);
  }
}

/** Power is gone: no event, no goodbye. */
export function carpOff(node: NodeModel): void {
  const { carp, world } = node;
  carp.vhids.splice(
    0,
    carp.vhids.length,
    ...carp.vhids.filter(({ address }) => address !== undefined),
  );
  for (const vhid of carp.vhids) {
    world.scheduler.cancel(vhid.timer);
    vhid.timer = undefined;
    vhid.state = 'INIT';
    vhid.demoting = false;
  }
  carp.demotion = 0;
  carp.allow = true;
  carp.preempt = world.settings.preempt;
  carp.interfacesUp.clear();
}

/** Nothing will change by itself: each backup hears one master, and no master another. */
export function carpSettled(node: NodeModel): boolean {
  return node.carp.vhids.every((vhid) => {
    if (vhid.state === 'INIT') return true;
    const other = counterpart(node, vhid);
    if (vhid.state === 'MASTER') return other?.state !== 'MASTER';
    if (other?.state !== 'MASTER') return false;
    const faster = advertInterval(node, vhid) < advertInterval(peerOf(node), other);
    return !(node.carp.preempt && faster);
  });
}

function counterpart(node: NodeModel, vhid: VhidModel): VhidModel | undefined {
  const peer = peerOf(node);
  if (!carries(node, vhid.interface) || !carries(peer, vhid.interface)) return undefined;
  return peer.carp.vhids.find((one) => one.vhid === vhid.vhid && one.interface === vhid.interface);
}

function becomeMaster(node: NodeModel, vhid: VhidModel, reason: string): void {
  setState(node, vhid, 'MASTER', reason);
  advertise(node, vhid);
}

function becomeBackup(node: NodeModel, vhid: VhidModel, reason: string): void {
  setState(node, vhid, 'BACKUP', reason);
  waitForMaster(node, vhid);
}

function setState(node: NodeModel, vhid: VhidModel, state: CarpState, reason: string): void {
  if (vhid.state === state) return;
  const name = vhidName(vhid);
  node.kernelLog.push(`carp: ${name}: ${vhid.state} -> ${state} (${reason})`);
  record(node, `carp ${name} ${vhid.state} -> ${state} (${reason})`);
  vhid.state = state;
  deliver(node, { vhid: name, state });
}

function waitForMaster(node: NodeModel, vhid: VhidModel): void {
  arm(node, vhid, untilTick(node, masterDownTime(vhid)), () => {
    becomeMaster(node, vhid, 'master timed out');
  });
}

/** kern.hz is 100 on a virtual machine. */
const tickMs = 10;

/**
 * A callout fires with a tick, and no two machines tick together: else two of the same skew would time
 * out, and give way, in the same moment again and again (sys/kern/kern_timeout.c).
 */
function untilTick({ world, index }: NodeModel, ms: number): number {
  if (world.settings.jitterMs === 0) return ms;
  const at = Math.round(world.scheduler.now() + ms) - (index * tickMs) / 2;
  return ms + (((-at % tickMs) + tickMs) % tickMs);
}

function advertise(node: NodeModel, vhid: VhidModel): void {
  const interval = advertInterval(node, vhid);
  send(node, vhid, interval);
  arm(node, vhid, interval, () => {
    advertise(node, vhid);
  });
}

function arm(node: NodeModel, vhid: VhidModel, ms: number, fire: () => void): void {
  node.world.scheduler.cancel(vhid.timer);
  vhid.timer = after(node, ms, fire, true);
}

function send(node: NodeModel, vhid: VhidModel, interval: number): void {
  const peer = peerOf(node);
  const network = networkOf(node, vhid.interface) ?? 'client';
  if (counterpart(node, vhid) === undefined || isLost(node, network)) return;
  after(
    peer,
    latencyMs + jitter(node.world) + node.world.slow[network],
    () => {
      const heard = counterpart(node, vhid);
      if (heard !== undefined) hear(peer, heard, interval);
    },
    true,
  );
}

function jitter({ random, settings }: World): number {
  return settings.jitterMs === 0 ? 0 : random.between(0, settings.jitterMs);
}

/** An advert of the other node arrives. */
function hear(node: NodeModel, vhid: VhidModel, theirs: number): void {
  const mine = advertInterval(node, vhid);
  if (vhid.state === 'MASTER' && theirs <= mine)
    becomeBackup(node, vhid, 'more frequent advertisement received');
  else if (vhid.state === 'BACKUP' && node.carp.preempt && mine < theirs)
    becomeMaster(node, vhid, 'preempting a slower master');
  else if (vhid.state === 'BACKUP') waitForMaster(node, vhid);
}
