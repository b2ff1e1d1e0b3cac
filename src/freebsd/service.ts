import type { Exec } from '../system/ports.ts';
import { call, refusal } from './call.ts';
import { known, type Reading } from './reading.ts';
import { maxPid, odd, quoted, unreadable, wholeNumber } from './text.ts';
import { tools } from './tools.ts';
import type { ServiceStatus } from './types.ts';

/** How a run of `service NAME onestatus` ended. */
export interface ServiceAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a service runs, by its own rc script. */
export async function readService(
  exec: Exec,
  name: string,
  limitMs: number,
): Promise<Reading<ServiceStatus>> {
  const answer = await call(exec, { tool: tools.service, args: [name, 'onestatus'], limitMs });
  return answer.known ? parseServiceStatus(answer.value) : answer;
}

/** Whether rc starts a service at boot: `service NAME enabled` exits 0 or 1 (libexec/rc/rc.subr). */
export async function readServiceEnabled(
  exec: Exec,
  name: string,
  limitMs: number,
): Promise<Reading<boolean>> {
  const answer = await call(exec, { tool: tools.service, args: [name, 'enabled'], limitMs });
  if (!answer.known) return answer;
  const { status, stderr } = answer.value;
  if (/unknown directive 'enabled'/.test(stderr))
    return unreadable(`service ${name} enabled: its rc script cannot tell`);
  return status === 0 || status === 1
    ? known(status === 0)
    : refusal(`service ${name} enabled`, answer.value);
}

/**
 * `service NAME onestatus` (libexec/rc/rc.subr). A script with its own status_cmd prints what it
 * likes: then its exit status alone counts. Words against the exit status are unreadable.
 */
export function parseServiceStatus(answer: ServiceAnswer): Reading<ServiceStatus> {
  const lines = answer.stdout.split('\n');
  const refused = lines.find((line) => /^Cannot '\w*status' /.test(line));
  if (refused !== undefined) return odd('service', refused);
  if (/unknown directive '\w*status'/.test(answer.stderr)) {
    return unreadable(`service: its rc script cannot tell: ${quoted(answer.stderr.trim())}`);
  }
  if (lines.some((line) => /^\S+ does not exist in \/etc\/rc\.d /.test(line))) {
    return answer.status === 0 ? against(answer) : known({ state: 'absent', pids: [] });
  }
  return judge(answer, lines);
}

function judge(answer: ServiceAnswer, lines: readonly string[]): Reading<ServiceStatus> {
  const torn = lines.find((line) => says.test(line) && readPids(line).length === 0);
  if (torn !== undefined) return odd('service', torn);
  const pids = lines.flatMap(readPids);
  const runs = lines.some((line) => readPids(line).length > 0);
  const stands = lines.some((line) => /^\S+ is not running\.$/.test(line));
  if (runs && stands) return known({ state: 'partial', pids });
  if (runs) return answer.status === 0 ? known({ state: 'running', pids }) : against(answer);
  if (stands || answer.status !== 0) return known({ state: 'stopped', pids: [] });
  return known({ state: 'running', pids: [] });
}

/** A line that was cut after it must not pass for silence. */
const says = /^\S+ is running as pid/;

/** `nfsd is running as pid 1507 1508.` */
function readPids(line: string): readonly number[] {
  const words = /^\S+ is running as pid (\d+(?: \d+)*)\.$/.exec(line)?.[1]?.split(' ') ?? [];
  const pids = words.map((word) => wholeNumber(word, 1, maxPid)).filter((pid) => pid !== undefined);
  return pids.length === words.length ? pids : [];
}

function against({ status, stdout }: ServiceAnswer): Reading<never> {
  return unreadable(`service: exit ${status}, although it says ${quoted(stdout.trim())}`);
}
