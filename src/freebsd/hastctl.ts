import type { Exec, Ran } from '../system/ports.ts';
import { call, refusal, wordsOf, type Answer } from './call.ts';
import { parseHastDump } from './hastctl-dump.ts';
import { parseHastList } from './hastctl-list.ts';
import { parseHastStatus } from './hastctl-status.ts';
import { known, unknown, type ProblemCode, type Reading } from './reading.ts';
import { unreadable } from './text.ts';
import { tools } from './tools.ts';
import type { HastList, HastMetadata, HastStatus, Role } from './types.ts';

/** What hastd says of all resources, or of one. A name it does not know is among `errors`. */
export async function readHastList(
  exec: Exec,
  limitMs: number,
  name?: string,
): Promise<Reading<HastList>> {
  const output = await ask(exec, ['list', ...named(name)], limitMs);
  const list = output.known ? parseHastList(output.value) : output;
  if (!list.known || name === undefined) return list;
  const found = [...list.value.resources, ...list.value.errors].some((one) => one.name === name);
  return found ? list : unreadable(`hastctl list ${name}: nothing about ${name} in the output`);
}

/** One resource, in short: out of the table of all, which many may ask for together. */
export async function readHastStatus(
  exec: Exec,
  name: string,
  limitMs: number,
): Promise<Reading<HastStatus>> {
  const all = await ask(exec, ['status'], limitMs);
  const again = !all.known && all.problem.code === 'ask-again';
  const output = again ? await ask(exec, ['status', name], limitMs) : all;
  const table = output.known ? parseHastStatus(output.value) : output;
  if (!table.known) return table;
  const found = table.value.resources.find((resource) => resource.name === name);
  if (found !== undefined) return known(found);
  const error = table.value.errors.find((entry) => entry.name === name);
  return error === undefined
    ? unreadable(`hastctl status ${name}: nothing about ${name} in the output`)
    : unknown('tool-failed', `hastctl status ${name}: hastd answers error ${error.error}`);
}

/**
 * The metadata on the local components, of all resources or of one; needs no hastd. One component
 * that cannot be read fails a question about all: ask by name then.
 */
export async function readHastDump(
  exec: Exec,
  limitMs: number,
  name?: string,
): Promise<Reading<readonly HastMetadata[]>> {
  const output = await ask(exec, ['dump', ...named(name)], limitMs);
  return output.known ? parseHastDump(output.value) : output;
}

/**
 * Asks hastd for a role. Exit 0 means that the request was taken, not that the role is held; other
 * statuses are for `hastProblem`. May block without limit when a worker does not end.
 */
export function changeRole(exec: Exec, role: Role, name: string, limitMs: number): Promise<Ran> {
  return exec({ tool: tools.hastctl, args: ['role', role, name], limitMs });
}

/**
 * Writes new metadata onto the local component: whatever it held is gone for HAST, which copies all
 * of it from the peer again. Needs no hastd; the role has to be init.
 */
export function createMetadata(exec: Exec, name: string, limitMs: number): Promise<Ran> {
  return exec({ tool: tools.hastctl, args: ['create', name], limitMs });
}

/** Why hastctl failed as a whole, or undefined when it did not (facts: sysexits.h, EHAST codes). */
export function hastProblem(words: string, answer: Answer): Reading<never> | undefined {
  const { status } = answer;
  if (status === 0 || (status >= 1 && status <= 4 && answer.stdout !== '')) return undefined;
  const refused = refusal(words, answer);
  const code = problemCodes.get(status);
  return refused.known || code === undefined ? refused : unknown(code, refused.problem.text);
}

const problemCodes: ReadonlyMap<number, ProblemCode> = new Map([
  // hastd closed in the middle: it ends, and then the next question gets 71, or it answers that.
  [69, 'ask-again'],
  [70, 'ask-again'],
  [71, 'hastd-not-running'],
  [72, 'hast-conf-invalid'],
  [78, 'hast-conf-invalid'],
]);

async function ask(exec: Exec, args: readonly string[], limitMs: number): Promise<Reading<string>> {
  const command = { tool: tools.hastctl, args, limitMs };
  const answer = await call(exec, command);
  if (!answer.known) return answer;
  return hastProblem(wordsOf(command), answer.value) ?? known(answer.value.stdout);
}

function named(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}
