import type { Machine } from '../system/ports.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import type { Change, Proposal } from './change.ts';
import { restartDevd, startDevd, type Restarted } from './devd.ts';
import { manifestOf, readManifest } from './manifest.ts';
import { targets } from './targets.ts';

/** What became of a proposal. */
export type Outcome =
  | { readonly kind: 'unchanged' | 'proposed' | 'declined' | 'refused' }
  | {
      readonly kind: 'written';
      readonly written: readonly Change[];
      /** Undefined: its configuration was not touched. */
      readonly devd: Restarted | undefined;
    }
  | Extract<CarriedOut, { readonly kind: 'failed' }>
  /** Written, and yet the next look proposes it again, or says why it has no effect. */
  | {
      readonly kind: 'ineffective';
      readonly written: readonly Change[];
      readonly rest: Look;
    }
  /** The rule was taken away again; `again` is what became of devd then. */
  | { readonly kind: 'devd-failed'; readonly why: string; readonly again: Restarted };

export type Look = Pick<Proposal, 'changes' | 'notices'>;

/** What a second look still proposes, or why there was none. */
export type LookAgain = () => Promise<Look | string>;

/** Writes a proposal, has devd read the rule, and believes neither before it has looked again. */
export async function apply(
  machine: Machine,
  proposal: Proposal,
  lookAgain: LookAgain,
): Promise<Outcome> {
  const result = await carryOut(machine, proposal);
  if (result.kind === 'failed') return result;
  const { written } = result;
  const owed = manifestOf(readManifest(machine.files)).devdOwed;
  const devd = owed ? await restartDevd(machine) : undefined;
  if (devd?.kind === 'failed') return withoutRule(machine, written, devd.why);
  const again = await lookAgain();
  if (typeof again === 'string')
    return { kind: 'failed', written, subject: 'the look afterwards', why: again };
  const notices = again.notices.filter(
    ({ text }) => !proposal.notices.some((one) => one.text === text),
  );
  const rest = { changes: again.changes, notices };
  return rest.changes.length + rest.notices.length === 0
    ? { kind: 'written', written, devd }
    : { kind: 'ineffective', written, rest };
}

/** A devd that does not start hears of nothing: without our rule it is started again. */
async function withoutRule(
  machine: Machine,
  written: readonly Change[],
  why: string,
): Promise<Outcome> {
  for (const change of written) {
    if (change.kind !== 'file' || change.path !== targets.rule) continue;
    const { path, before } = change;
    if (before === undefined) machine.files.remove(path);
    else machine.files.installText(path, before.text, before.mode);
  }
  return { kind: 'devd-failed', why, again: await startDevd(machine) };
}
