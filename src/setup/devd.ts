import { call } from '../freebsd/call.ts';
import { readService } from '../freebsd/service.ts';
import { tools } from '../freebsd/tools.ts';
import type { Machine } from '../system/ports.ts';
import { readManifest, writeManifest } from './manifest.ts';

export type Restarted =
  | { readonly kind: 'restarted' }
  /** It did not run, so nothing was started. */
  | { readonly kind: 'not-running' }
  /** Whether it runs cannot be told; nothing was done. */
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

const queryMs = 10_000;
/** Its stop waits for the action that it runs, which may be somebody's long script. */
const restartMs = 120_000;

/**
 * devd reads its configuration only when it starts. Events of the meantime wait in the kernel, and an
 * action in the background lives on. Afterwards another devd has to run: with a rule it cannot read
 * there is none, and the caller has to put right what it wrote.
 */
export async function restartDevd(machine: Machine): Promise<Restarted> {
  const restarted = await restart(machine);
  const { files } = machine;
  const read = readManifest(files);
  const done = restarted.kind === 'restarted' || restarted.kind === 'not-running';
  if (done && read.kind === 'read' && read.manifest.devdOwed)
    writeManifest(files, { ...read.manifest, devdOwed: false });
  return restarted;
}

async function restart(machine: Machine): Promise<Restarted> {
  const before = await readService(machine.exec, 'devd', queryMs);
  if (!before.known) return { kind: 'unknown', why: before.problem.text };
  if (before.value.state !== 'running') return { kind: 'not-running' };
  return start(machine, 'onerestart', before.value.pids);
}

/** Where a restart has left none, or one that is about to end. */
export async function startDevd(machine: Machine): Promise<Restarted> {
  const before = await readService(machine.exec, 'devd', queryMs);
  const old = before.known && before.value.state === 'running' ? before.value.pids : [];
  return start(machine, 'onestart', old);
}

async function start(
  machine: Machine,
  verb: 'onerestart' | 'onestart',
  old: readonly number[],
): Promise<Restarted> {
  const { exec, log } = machine;
  log.info(`setup: service devd ${verb}`);
  const command = { tool: tools.service, args: ['devd', verb], limitMs: restartMs };
  const answer = await call(exec, { ...command, output: 'leave' });
  const now = await readService(exec, 'devd', queryMs);
  const words = `service devd ${verb}`;
  const said = answer.known ? answer.value.stderr.trim() : answer.problem.text;
  if (!now.known || now.value.state !== 'running')
    return { kind: 'failed', why: `${words}: devd does not run afterwards. ${said}`.trim() };
  if (!now.value.pids.some((pid) => old.includes(pid))) return { kind: 'restarted' };
  return answer.known
    ? { kind: 'failed', why: `${words}: the same devd runs as before` }
    : { kind: 'failed', why: `${words}: ${ending}` };
}

/** It has its TERM, and hears it only then; nobody starts it again. */
const ending =
  'devd still runs an action, and ends when that is over. Then type: service devd onestart';
