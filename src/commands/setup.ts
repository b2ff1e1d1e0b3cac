import { defaultLog } from '../config/defaults.ts';
import type { Source } from '../config/load.ts';
import { runDirectory } from '../system/directories.ts';
import { apply, type Outcome } from '../setup/apply.ts';
import type { Proposal } from '../setup/change.ts';
import { manifestOf, readManifest } from '../setup/manifest.ts';
import { propose } from '../setup/proposal.ts';
import { readShipped, type Shipped } from '../setup/shipped.ts';
import { survey, type Survey, type Surveyed } from '../setup/survey.ts';
import { forgetTraces, removeEmpty, takeBack, type TakenBack } from '../setup/take-back.ts';
import { manifestPath } from '../setup/targets.ts';
import { notRoot } from './act.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';
import { sayUnconfigured } from './unconfigured.ts';
import { reportSetup, reportTakenBack, sayProposal } from './setup-report.ts';

export interface SetupOptions {
  /** Write without asking. */
  readonly yes: boolean;
  readonly json: boolean;
  /** Names of what is to stay as it is. */
  readonly keep: readonly string[];
  /** Undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

/**
 * `carphast setup`: shows what has to change so that carphast is called and rc keeps out of it, asks
 * once, and writes it. What is in place already is left alone.
 */
export async function setup(session: Session, options: SetupOptions): Promise<number> {
  const shipped = readShipped();
  if ('missing' in shipped) {
    session.terminal.complain(`${shipped.missing} is missing from the package: install it again`);
    return exit.failed;
  }
  const surveyed = await survey(session.machine, sourceOf(session), shipped);
  if (surveyed.kind !== 'surveyed') return sayUnconfigured(session.terminal, surveyed);
  const proposal = propose(surveyed.survey, options.keep);
  const outcome = await decide(session, options, { shipped, survey: surveyed.survey, proposal });
  if (outcome === 'not-root') return notRoot(session);
  reportSetup(session.terminal, { proposal, outcome, json: options.json });
  return statusOf(outcome);
}

/** `carphast setup --uninstall`: as it was before, but for what somebody has changed since. */
export async function uninstall(session: Session, json: boolean): Promise<number> {
  const { machine, terminal } = session;
  if (!session.privileged) return notRoot(session);
  const read = readManifest(machine.files);
  if (read.kind === 'broken') {
    terminal.complain(`${manifestPath}: ${read.text}. Look at it, and move it away`);
    return exit.failed;
  }
  await session.openLog(defaultLog);
  session.holdSignals();
  const taken = read.kind === 'none' ? nothing : await takeBack(machine, read.manifest);
  if (read.kind === 'none') forgetTraces(machine.files);
  // The output of devd's restart went through it; it is made again when it is needed.
  removeEmpty(machine.files, [runDirectory]);
  reportTakenBack(terminal, taken, json);
  return taken.left.length > 0 || taken.devd?.kind === 'failed' ? exit.failed : exit.done;
}

const nothing: TakenBack = { undone: [], left: [], devd: undefined };

interface Plan {
  readonly shipped: Shipped;
  readonly survey: Survey;
  readonly proposal: Proposal;
}

async function decide(
  session: Session,
  options: SetupOptions,
  plan: Plan,
): Promise<Outcome | 'not-root'> {
  const { proposal, survey: seen } = plan;
  const owed = manifestOf(seen.manifest).devdOwed;
  if (!options.json) sayProposal(session.terminal, proposal, owed);
  if (proposal.obstacles.length > 0) return { kind: 'refused' };
  if (proposal.changes.length === 0 && !owed) return { kind: 'unchanged' };
  if (!options.yes) {
    if (!session.privileged) return { kind: 'proposed' };
    const answer = options.json ? undefined : await options.ask('Write this? [y/N] ');
    if (answer === undefined) return { kind: 'proposed' };
    if (!/^y(es)?$/i.test(answer.trim())) return { kind: 'declined' };
  }
  if (!session.privileged) return 'not-root';
  await session.openLog(seen.config.log);
  session.holdSignals();
  const { keep } = options;
  return apply(session.machine, proposal, async () => {
    const again = await survey(session.machine, sourceOf(session), plan.shipped);
    return again.kind === 'surveyed' ? propose(again.survey, keep) : problemOf(again);
  });
}

function problemOf(unseen: Exclude<Surveyed, { readonly kind: 'surveyed' }>): string {
  return unseen.kind === 'invalid' ? unseen.problems.join('; ') : unseen.problem.text;
}

function sourceOf({ config, owners }: Session): Source {
  return { ...config, owners };
}

function statusOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'unchanged':
    case 'proposed':
    case 'declined':
    case 'written':
      return exit.done;
    case 'refused':
      return exit.refused;
    case 'failed':
    case 'ineffective':
    case 'devd-failed':
      return exit.failed;
  }
}
