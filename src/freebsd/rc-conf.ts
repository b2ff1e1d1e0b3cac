import type { Exec } from '../system/ports.ts';
import { call, callForOutput, refusal, wordsOf } from './call.ts';
import { known, type Reading } from './reading.ts';
import { odd, quoted, unreadable, wholeLines } from './text.ts';
import { tools } from './tools.ts';

/**
 * Variables of rc.conf(5) as the boot sees them, defaults included; undefined where nothing sets one.
 * `-i`: nothing is said of an unknown name, but the exit status is 1 all the same
 * (usr.sbin/sysrc/sysrc); what is wrong is on stderr. Settings in rc.conf.d are not looked at.
 */
export async function readRcSettings(
  exec: Exec,
  names: readonly string[],
  limitMs: number,
): Promise<Reading<ReadonlyMap<string, string | undefined>>> {
  const asked = [...new Set(names)];
  const wrong = asked.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) return unreadable(`sysrc: ${quoted(wrong)} is no name of a variable`);
  if (asked.length === 0) return known(new Map());
  const command = { tool: tools.sysrc, args: ['-i', ...asked], limitMs };
  const answer = await call(exec, command);
  if (!answer.known) return answer;
  const { status, stdout, stderr } = answer.value;
  if (status > 1 || (status === 1 && stderr.trim() !== ''))
    return refusal(wordsOf(command), answer.value);
  return parseRcSettings(stdout, asked);
}

/**
 * `sysrc -i NAME...` (usr.sbin/sysrc/sysrc): `NAME: value` in the order asked for. A value may have
 * several lines; then a line of it that begins as the next variable would is taken for that one.
 */
export function parseRcSettings(
  text: string,
  asked: readonly string[],
): Reading<ReadonlyMap<string, string | undefined>> {
  const lines = wholeLines('sysrc', text);
  if (!lines.known) return lines;
  const found = new Map<string, string | undefined>(asked.map((name) => [name, undefined]));
  let position = -1;
  for (const line of lines.value) {
    const next = asked.findIndex((name, index) => index > position && line.startsWith(`${name}: `));
    if (next >= 0) position = next;
    const name = asked[position];
    if (name === undefined) return odd('sysrc', line);
    const before = found.get(name);
    found.set(name, next >= 0 ? line.slice(name.length + 2) : `${before ?? ''}\n${line}`);
  }
  return known(found);
}

/** `checkyesno` of rc.subr. */
export function saysYes(value: string | undefined): boolean {
  return value !== undefined && /^(yes|true|on|1)$/i.test(value);
}

/** The variable that turns a service on, and whether it does. */
export interface Rcvar {
  readonly name: string;
  readonly enabled: boolean;
}

/** By the rc script itself, so with rc.conf.d. Undefined for a script without such a variable. */
export async function readRcvar(
  exec: Exec,
  service: string,
  limitMs: number,
): Promise<Reading<Rcvar | undefined>> {
  const args = [service, 'rcvar'];
  const output = await callForOutput(exec, { tool: tools.service, args, limitMs });
  return output.known ? parseRcvar(output.value) : output;
}

/** `service NAME rcvar` (libexec/rc/rc.subr): `mysql_enable="YES"` between lines of comment. */
export function parseRcvar(text: string): Reading<Rcvar | undefined> {
  const lines = wholeLines('service', text);
  if (!lines.known) return lines;
  const found = lines.value.flatMap((line) => {
    const [, name, value] = /^([A-Za-z_]\w*)="?([^"]*)"?$/.exec(line) ?? [];
    return name?.endsWith('_enable') === true ? [{ name, enabled: saysYes(value) }] : [];
  });
  const strange = lines.value.find((line) => line !== '' && !/^#|^\w+=/.test(line));
  return strange === undefined ? known(found[0]) : odd('service', strange);
}

/** Ports whose script runs several servers, one after the other (postgresql). */
export function profilesOf(service: string): string {
  return `${service.replaceAll(/\W/g, '_')}_profiles`;
}
