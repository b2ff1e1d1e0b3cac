import { call } from '../freebsd/call.ts';
import { readService } from '../freebsd/service.ts';
import { tools } from '../freebsd/tools.ts';
import type { Machine } from '../system/ports.ts';
import { readManifest, writeManifest } from './manifest.ts';

export type Restarted =
  | { readonly kind: 'restarted' }
  /** It did not run, so nothing was started. */
  | { readonly kind: 'not-running' }
  | { readonly kind: 'failed'; readonly why: string };

const queryMs = 10_000;
/** Its stop waits for the action that it runs, which may be somebody's long script. */
const restartMs = 120_000;

/**
 * devd reads its configuration only when it starts. Events of the meantime wait in the kernel, and an
 * action in the background lives on. Afterwards it is looked for: with a rule it cannot read it is
 * gone, and the caller has to put right what it wrote.
 */
export async function restartDevd(machine: Machine): Promise<Restarted> {
  const restarted: Restarted = (await devdRuns(machine))
    ? await startDevd(machine, 'onerestart')
    : { kind: 'not-running' };
  const manifest = readManifest(machine.files);
  if (restarted.kind !== 'failed' && manifest.kind === 'read' && manifest.manifest.devdOwed)
    writeManifest(machine.files, { ...manifest.manifest, devdOwed: false });
  return restarted;
}

/** `onestart`: where a restart has left none. */
export async function startDevd(
  machine: Machine,
  verb: 'onerestart' | 'onestart',
): Promise<Restarted> {
  const { exec, log } = machine;
  log.info(`setup: service devd ${verb}`);
  const args = ['devd', verb];
  const answer = await call(exec, {
    tool: tools.service,
    args,
    limitMs: restartMs,
    output: 'leave',
  });
  if (await devdRuns(machine)) return { kind: 'restarted' };
  const said = answer.known ? answer.value.stderr.trim() : answer.problem.text;
  return {
    kind: 'failed',
    why: `service devd ${verb}: devd does not run afterwards. ${said}`.trim(),
  };
}

async function devdRuns({ exec }: Machine): Promise<boolean> {
  const status = await readService(exec, 'devd', queryMs);
  return status.known && status.value.state === 'running';
}
