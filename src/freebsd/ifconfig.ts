import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { odd, quoted, someLines, unreadable, wholeNumber } from './text.ts';
import { tools } from './tools.ts';
import { carpStates, type InterfaceAddress, type NetworkInterface, type Vhid } from './types.ts';

/** All interfaces with their vhids, from `ifconfig -a`. */
export async function readInterfaces(
  exec: Exec,
  limitMs: number,
): Promise<Reading<readonly NetworkInterface[]>> {
  const output = await callForOutput(exec, { tool: tools.ifconfig, args: ['-a'], limitMs });
  return output.known ? parseIfconfig(output.value) : output;
}

/** The CARP state of all vhids: the look before each step. */
export async function readVhids(exec: Exec, limitMs: number): Promise<Reading<readonly Vhid[]>> {
  const interfaces = await readInterfaces(exec, limitMs);
  return interfaces.known ? known(interfaces.value.flatMap(({ vhids }) => vhids)) : interfaces;
}

/** Arguments that ask for a state. Only for a vhid that was seen: an unknown one gets created. */
export function stateCommand(vhid: Vhid, state: 'MASTER' | 'BACKUP'): string[] {
  return [vhid.interface, 'vhid', String(vhid.vhid), 'state', state.toLowerCase()];
}

/** Arguments that set the advertisement skew, 0 to 254. Only for a vhid that was seen. */
export function skewCommand(vhid: Vhid, advskew: number): string[] {
  return [vhid.interface, 'vhid', String(vhid.vhid), 'advskew', String(advskew)];
}

/**
 * `ifconfig -a` of FreeBSD 13 to 15 (sbin/ifconfig/carp.c). An address with a vhid whose carp line
 * is missing (ifconfig of 14 and later could not ask) is unreadable: its state is not known.
 */
export const parseIfconfig = remember(readAll);

function readAll(text: string): Reading<readonly NetworkInterface[]> {
  const lines = someLines('ifconfig', text);
  if (!lines.known) return lines;
  const found: Draft[] = [];
  for (const line of lines.value) {
    const [, name, flags = ''] = /^(\S+): flags=[\da-f]+(?:<(\S*)>)?(?: |$)/.exec(line) ?? [];
    if (name !== undefined)
      found.push({ name, up: flags.split(',').includes('UP'), vhids: [], addresses: [] });
    else if (!readDetail(found.at(-1), line)) return odd('ifconfig', line);
  }
  const problem = contradiction(found);
  return problem === undefined ? known(found) : unreadable(`ifconfig: ${problem}`);
}

interface Draft extends NetworkInterface {
  readonly vhids: Vhid[];
  readonly addresses: InterfaceAddress[];
  carrier?: boolean;
}

/** False for a line that ifconfig does not print. */
function readDetail(draft: Draft | undefined, line: string): boolean {
  if (line.trim() === '') return true;
  if (draft === undefined || !line.startsWith('\t')) return false;
  if (/^\s*(?:carp|vrrp):/.test(line)) {
    const vhid = readCarp(draft.name, line) ?? readVrrp(draft.name, line);
    if (vhid === undefined || clashes(draft, vhid)) return false;
    if (!draft.vhids.some((other) => other.vhid === vhid.vhid)) draft.vhids.push(vhid);
    return true;
  }
  const address = readAddress(line);
  if (address !== undefined) draft.addresses.push(address);
  const status = /^\tstatus: (.+)$/.exec(line)?.[1];
  if (status !== undefined) draft.carrier = status !== 'no carrier';
  return true;
}

function readAddress(line: string): InterfaceAddress | undefined {
  const address = /^\tinet6? ([\da-f.:]+)/i.exec(line)?.[1];
  if (address === undefined) return undefined;
  const vhid = / vhid (\d{1,3})(?: |$)/.exec(line)?.[1];
  return { address, ...(vhid === undefined ? {} : { vhid: Number(vhid) }) };
}

function readCarp(name: string, line: string): Vhid | undefined {
  const match = /^\tcarp: (\w+) vhid (\d+) advbase (\d+) advskew (\d+)(?: |$)/.exec(line);
  const common = readCommon(name, match?.[1], match?.[2]);
  const advbase = wholeNumber(match?.[3], 0, 255);
  const advskew = wholeNumber(match?.[4], 0, 255);
  if (common === undefined || advbase === undefined || advskew === undefined) return undefined;
  return { ...common, protocol: 'carp', advbase, advskew };
}

function readVrrp(name: string, line: string): Vhid | undefined {
  const match = /^\tvrrp: (\w+) vrid (\d+) prio \d+ interval \d+(?: |$)/.exec(line);
  const common = readCommon(name, match?.[1], match?.[2]);
  return common === undefined ? undefined : { ...common, protocol: 'vrrp' };
}

function readCommon(name: string, word: string | undefined, number: string | undefined) {
  const state = carpStates.find((known) => known === word);
  const vhid = wholeNumber(number, 1, 255);
  if (state === undefined || vhid === undefined) return undefined;
  return { name: `${vhid}@${name}`, vhid, interface: name, state };
}

function clashes(draft: Draft, vhid: Vhid): boolean {
  return draft.vhids.some((other) => other.vhid === vhid.vhid && other.state !== vhid.state);
}

function contradiction(found: readonly Draft[]): string | undefined {
  if (found.length === 0) return 'no interface at all';
  for (const [index, { name, vhids, addresses }] of found.entries()) {
    if (found.findIndex((other) => other.name === name) !== index)
      return `${quoted(name)} is listed twice`;
    const lost = addresses.find(
      (address) => address.vhid !== undefined && !vhids.some(({ vhid }) => vhid === address.vhid),
    );
    if (lost !== undefined)
      return `${quoted(name)} has an address of vhid ${String(lost.vhid)}, but no state of it`;
  }
  return undefined;
}
