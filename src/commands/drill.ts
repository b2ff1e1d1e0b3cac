import { checkNode } from '../check/check-node.ts';
import { refuseDrill } from '../check/drillable.ts';
import { askOther } from '../check/peer.ts';
import { isServedBy } from '../check/readiness.ts';
import type { Config, Group } from '../config/model.ts';
import type { DrillLine } from '../history/entry.ts';
import { appendHistory, hasRoom } from '../history/journal.ts';
import { pageOf, type Refusal } from '../plan/codes.ts';
import type { Written } from '../system/ports.ts';
import { refuseReturn } from './drill-looks.ts';
import { printDrill, sentenceOf, type DrillReport, type DrillWay } from './drill-report.ts';
import { notTried, wayBack, wayThere, type Drilled } from './drill-ways.ts';
import { exit, exitOf } from './exit.ts';
import type { Arrival } from './move-groups.ts';
import type { Turn } from './move-interrupts.ts';
import { groupsNamed } from './groups-named.ts';
import { onceMore } from './once-more.ts';
import { tellAsking } from './tell-asking.ts';
import { untilServed } from './until-served.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { printJson } from '../text/terminal.ts';

export interface DrillWish {
  /** Undefined: every group that this node serves. */
  readonly group?: string;
  readonly andBack: boolean;
  readonly json: boolean;
}

/**
 * `carphast drill [GROUP] [--and-back]`: a switchover in a maintenance window, to know that a failover
 * works: looks at both nodes before, at all that has arrived after it, and tells on one page. It asks
 * nobody, and each of its waits has a limit.
 */
export async function drill(session: Session, wish: DrillWish): Promise<number> {
  const named = await groupsNamed(session, wish.group);
  if (named.kind === 'ended') return named.status;
  const { config } = named;
  const { machine } = session;
  const own = await checkNode(machine, config, true);
  const wanted = config.groups.filter(({ name }) => named.names.includes(name));
  const served = wanted.filter((group) => isServedBy(own, group));
  const groups = served.length > 0 && wish.group === undefined ? served : wanted;
  const names = groups.map(({ name }) => name);
  const frozen = refuseFrozen(machine.files, names);
  if (frozen !== undefined) return endRefused(session, wish, frozen);
  const asked = await tellAsking(session, askOther(machine, config));
  const refusal = refuseDrill({ groups, own, asked, andBack: wish.andBack });
  if (refusal !== undefined) return endRefused(session, wish, refusal);
  if (asked.kind === 'failed')
    return endRefused(session, wish, { code: 'peer-not-seen', text: asked.finding.text });
  if (!hasRoom(machine.files))
    return endRefused(session, wish, { code: 'history-not-writable', text: notKept });
  const id = `${new Date(machine.clock.now()).toISOString()}-drill`;
  const judged = onceMore(machine, () => judgeAgain(session, config, { groups, wish }));
  const turn: Turn = { came: false };
  const again = async (): Promise<Refusal | undefined> =>
    (await judged()) ?? begin(session, { id, groups }, turn);
  const drilled: Drilled = { id, config, groups, own, peer: asked.answer.report, again };
  return run(session, drilled, { ...wish, turn });
}

const notKept = 'that it was drilled could not be kept';

/** Written when its turn has come: one that was refused until then is no drill that failed. */
function begin(
  session: Session,
  drilled: Pick<Drilled, 'id' | 'groups'>,
  turn: Turn,
): Refusal | undefined {
  const written = remember(session, drilled, { outcome: 'begun' });
  if (written.kind === 'failed') return { code: 'history-not-writable', text: notKept };
  turn.came = true;
  return undefined;
}

/** Of groups that were chosen before. */
async function judgeAgain(
  session: Session,
  config: Config,
  { groups, wish }: { readonly groups: readonly Group[]; readonly wish: DrillWish },
): Promise<Refusal | undefined> {
  const { machine } = session;
  const names = groups.map(({ name }) => name);
  const frozen = refuseFrozen(machine.files, names);
  if (frozen !== undefined) return frozen;
  const own = await checkNode(machine, config, true);
  const asked = await tellAsking(session, askOther(machine, config));
  return refuseDrill({ groups, own, asked, andBack: wish.andBack });
}

function endRefused(session: Session, { json }: DrillWish, refusal: Refusal): number {
  if (!json) return refuseUntouched(session, refusal);
  printNotBegun(session, refusal);
  return exitOf([{ kind: 'refused', code: refusal.code }]);
}

/** Another run was at work all the time, or the guards said no when its turn came; told already. */
function endNotBegun(session: Session, { json }: DrillWish, arrival: Arrival): number {
  if (json) printNotBegun(session, arrival.kind === 'refused' ? arrival.refusal : undefined);
  return 'status' in arrival ? arrival.status : exit.interrupted;
}

function printNotBegun({ terminal }: Session, refusal: Refusal | undefined): void {
  const report =
    refusal === undefined
      ? { verdict: 'not-begun' }
      : { verdict: 'refused', refusal: { ...refusal, next: pageOf(refusal.code).next } };
  printJson(terminal, { v: 1, ...report });
}

async function run(
  session: Session,
  drilled: Drilled,
  { turn, ...wish }: DrillWish & { readonly turn: Turn },
): Promise<number> {
  const { clock } = session.machine;
  const startedAt = clock.now();
  const begun = clock.elapsed();
  const { way, arrival } = await wayThere(session, drilled);
  if (!turn.came) return endNotBegun(session, wish, arrival);
  const ways = [way, ...(wish.andBack ? [await goBack(session, drilled, way)] : [])];
  const serving = await whoServes(session, drilled);
  const passed = ways.every(({ outcome }) => outcome === 'passed');
  const report: DrillReport = {
    v: 1,
    id: drilled.id,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(clock.elapsed() - begun),
    groups: drilled.groups.map(({ name }) => name),
    node: drilled.own.node,
    peer: drilled.peer.node,
    ways,
    serving,
    verdict: passed ? 'passed' : 'failed',
    next: passed ? null : whatToType(session, drilled, { serving, ...wish }),
  };
  const ended = { outcome: report.verdict, text: sentenceOf(report) };
  const written = remember(session, drilled, ended);
  if (written.kind === 'failed')
    session.machine.log.warn(`the drill cannot be remembered: ${written.message}`);
  if (wish.json) printJson(session.terminal, report);
  else printDrill(session.terminal, report);
  return passed ? exit.done : exit.failed;
}

/** Back also when something was amiss there, for here all was well; not to a copy that is older. */
async function goBack(session: Session, drilled: Drilled, { checks }: DrillWay): Promise<DrillWay> {
  if (checks.length === 0) return notTried(drilled, 'the way there failed');
  const refusal = refuseReturn(checks);
  return refusal === undefined ? wayBack(session, drilled) : notTried(drilled, refusal.text);
}

/** After a failure either node may still be on its way to serve. */
async function whoServes(
  session: Session,
  { config, groups, own, peer }: Drilled,
): Promise<string | null> {
  const served = await untilServed(session, config, groups);
  if (served.where === 'there') return peer.node;
  const now = await checkNode(session.machine, config, true);
  return groups.every((group) => isServedBy(now, group)) ? own.node : null;
}

function whatToType(
  { machine }: Session,
  { groups, own, peer }: Drilled,
  { serving, andBack }: DrillWish & Pick<DrillReport, 'serving'>,
): string {
  const names = groups.map(({ name }) => name);
  switch (serving) {
    case null:
      return refuseFrozen(machine.files, names) !== undefined
        ? 'carphast plan shows what would be done; carphast maintenance off does it'
        : 'carphast status on both nodes; to serve here: carphast promote --force REASON';
    case own.node:
      return 'carphast history --steps on both nodes; mend the cause, and drill again';
    default: {
      const home = names.map((name) => `carphast switchover ${name}`).join(', ');
      return andBack
        ? `it STAYS on ${peer.node}. To bring it home, on ${peer.node}: ${home}`
        : `carphast check; carphast history --steps on ${peer.node}`;
    }
  }
}

function remember(
  { machine }: Session,
  { id, groups }: Pick<Drilled, 'id' | 'groups'>,
  end: Pick<DrillLine, 'outcome' | 'text'>,
): Written {
  const at = machine.clock.now();
  const lines = groups.map(
    ({ name }) => ({ v: 1, kind: 'drill', id, group: name, at, ...end }) as const,
  );
  const written = lines.map((line) => appendHistory(machine.files, line));
  return written.find(({ kind }) => kind === 'failed') ?? { kind: 'written' };
}
