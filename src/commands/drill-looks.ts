import { judgeArrival, type Arrived } from '../check/arrival.ts';
import { checkNode } from '../check/check-node.ts';
import { askOther } from '../check/peer.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import type { Refusal } from '../plan/codes.ts';
import type { Session } from './session.ts';

/** What is looked at: that the groups are in order on the node that serves them, and gone from the other. */
export interface Looked {
  readonly config: Config;
  readonly groups: readonly Group[];
  readonly where: 'here' | 'there';
}

/** A resynchronisation of what was written meanwhile is over soon, or the window is. */
const soundMs = 5 * 60_000;
const pauseMs = 2000;

/** Until all is in order on the node that serves now, or the limit has passed; the last look. */
export async function untilSound(session: Session, looked: Looked): Promise<readonly Arrived[]> {
  const { clock, log } = session.machine;
  const begun = clock.elapsed();
  for (;;) {
    const checks = await lookOnce(session, looked);
    const waited = clock.elapsed() - begun;
    if (isSound(checks) || waited > soundMs) return checks;
    const missing = checks.find(({ ok }) => !ok);
    log.info(`not in order yet, after ${formatDuration(waited)}: ${missing?.text ?? ''}`);
    await clock.sleep(pauseMs);
  }
}

/** Asks both nodes. */
export async function lookOnce(
  { machine }: Session,
  { config, groups, where }: Looked,
): Promise<readonly Arrived[]> {
  const [own, asked] = await Promise.all([
    checkNode(machine, config, true),
    askOther(machine, config),
  ]);
  if (asked.kind === 'failed') return [{ check: 'findings', ok: false, text: asked.finding.text }];
  const { report } = asked.answer;
  return where === 'here' ? judgeArrival(groups, own, report) : judgeArrival(groups, report, own);
}

export function isSound(checks: readonly Arrived[]): boolean {
  return checks.length > 0 && checks.every(({ ok }) => ok);
}

/**
 * Why the groups do not come back: what the other node has is newer. Where it cannot be asked it may be:
 * what cuts ssh often cuts replication too.
 */
export function refuseReturn(checks: readonly Arrived[]): Refusal | undefined {
  const copies = checks.find(({ check }) => check === 'copies');
  if (copies?.ok === true) return undefined;
  return copies === undefined
    ? {
        code: 'peer-not-seen',
        text: `whether the copy here is complete is not known: ${said(checks)}`,
      }
    : { code: 'copy-unfinished', text: `the copy here is not complete: ${copies.text}` };
}

function said(checks: readonly Arrived[]): string {
  return checks.map(({ text }) => text).join('; ');
}
