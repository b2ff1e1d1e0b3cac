import type { NodeReport } from '../check/report.ts';
import type { Config, Group } from '../config/model.ts';
import { takeAddresses } from '../engine/take-address.ts';
import type { Transition } from '../history/entry.ts';
import { readHistory } from '../history/journal.ts';
import type { Refusal } from '../plan/codes.ts';
import type { Files } from '../system/ports.ts';
import { act } from './act.ts';
import { isSound, lookOnce, refuseReturn, untilSound } from './drill-looks.ts';
import type { DrillPhase, DrillWay } from './drill-report.ts';
import { exit } from './exit.ts';
import { onceMore, type Guard } from './once-more.ts';
import { comeBackFirst, stayThere, type Turn } from './move-interrupts.ts';
import { moveGroups, type Arrival } from './move-groups.ts';
import { refuseReleased } from './refuse-released.ts';
import type { Session } from './session.ts';

/** What is drilled, and the nodes as they were before it. */
export interface Drilled {
  /** In the history. */
  readonly id: string;
  readonly config: Config;
  readonly groups: readonly Group[];
  readonly own: NodeReport;
  readonly peer: NodeReport;
  /** The guards of the way there, once more. */
  readonly again: Guard;
}

/** The way there: a switchover, and a look at what has arrived. */
export async function wayThere(
  session: Session,
  drilled: Drilled,
): Promise<{ readonly way: DrillWay; readonly arrival: Arrival }> {
  const { config, groups, own, peer, again } = drilled;
  const { clock, files } = session.machine;
  const since = clock.now();
  const moved = { groups, card: own.card, peer: peer.card, verb: 'drill', again };
  const arrival = await moveGroups(session, config, moved);
  const steps = transitionsSince(files, groups, since);
  const went =
    arrival.kind === 'arrived'
      ? await lookThere(session, drilled, { steps, at: arrival.at })
      : ofFailure(steps, whyNotArrived(arrival, peer.node));
  return { way: { direction: 'there', from: own.node, to: peer.node, ...went }, arrival };
}

/** How a way went, wherever it led. */
type Went = Omit<DrillWay, 'direction' | 'from' | 'to'>;

async function lookThere(
  session: Session,
  { config, groups, peer }: Drilled,
  { steps, at }: { readonly steps: readonly Transition[]; readonly at: number },
): Promise<Went> {
  const first = Math.min(...steps.map((one) => one.startedAt + (one.steps[0]?.startMs ?? 0)));
  const last = Math.max(...steps.map((one) => one.startedAt + one.durationMs));
  const taken = { what: `${peer.node} takes over`, durationMs: at - last, outcome: 'done' };
  session.onInterrupt(() => stayThere(session, peer.node));
  const checks = await untilSound(session, { config, groups, where: 'there' });
  session.onInterrupt(undefined);
  return {
    outcome: isSound(checks) ? 'passed' : 'failed',
    outageMs: at - first,
    phases: [...phasesOf(steps), taken],
    checks,
    text: isSound(checks) ? null : `${peer.node} serves, but not all is in order`,
  };
}

/**
 * The way back, from this node alone: it takes the address, the other node hears the better advert and
 * lets go in order, and this one waits for the release, as after any event.
 */
export async function wayBack(session: Session, drilled: Drilled): Promise<DrillWay> {
  const { config, groups, own, peer } = drilled;
  const { clock, files } = session.machine;
  const since = clock.now();
  const refusals: Refusal[] = [];
  const turn: Turn = { came: false };
  const ended = comeBackFirst(session, turn, peer.node);
  const again = onceMore(session.machine, async () =>
    refuseReturn(await lookOnce(session, { config, groups, where: 'there' })),
  );
  const status = await act(session, {
    wait: true,
    about: groups.map(({ name }) => name),
    hint: () => ({ kind: 'look', text: `drill: back from ${peer.node}`, vhids: [] }),
    prepare: async (run) => {
      const late = (await again()) ?? refuseReleased(files);
      if (late !== undefined) {
        refusals.push(late);
        return;
      }
      turn.came = true;
      const taken = await takeAddresses(run, groups);
      refusals.push(...taken.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal])));
    },
  });
  session.onInterrupt(undefined);
  const steps = transitionsSince(files, groups, since);
  const way = { direction: 'back', from: peer.node, to: own.node } as const;
  const [refusal] = refusals;
  const trouble = refusal === undefined ? undefined : `${refusal.text} [${refusal.code}]`;
  if (trouble !== undefined || status !== exit.done)
    return { ...way, ...ofFailure(steps, trouble ?? whyFailed(steps, turn)) };
  const served = Math.max(since, ...steps.map((one) => one.startedAt + one.durationMs));
  const looked = { config, groups, where: 'here' } as const;
  const checks = ended.aborted ? [] : await untilSound(session, looked);
  return {
    ...way,
    outcome: isSound(checks) ? 'passed' : 'failed',
    outageMs: served - since,
    phases: phasesOf(steps),
    checks,
    text: isSound(checks) ? null : whatIsAmiss(own.node, ended.aborted),
  };
}

function whatIsAmiss(node: string, ended: boolean): string {
  return ended
    ? `ended by Ctrl-C: ${node} serves, and was not looked at`
    : `${node} does not serve as before`;
}

/** For what is not begun. */
export function notTried({ own, peer }: Drilled, text: string): DrillWay {
  const nothing = { outageMs: null, phases: [], checks: [] };
  return {
    direction: 'back',
    from: peer.node,
    to: own.node,
    outcome: 'not-tried',
    ...nothing,
    text,
  };
}

function ofFailure(steps: readonly Transition[], text: string): Went {
  return { outcome: 'failed', outageMs: null, phases: phasesOf(steps), checks: [], text };
}

function whyNotArrived(arrival: Exclude<Arrival, { kind: 'arrived' }>, node: string): string {
  switch (arrival.kind) {
    case 'lost':
      return `${node} did not serve: carphast history there`;
    case 'left':
      return `${node} is primary, and whether it serves could not be asked`;
    case 'called-off':
      return 'it was called off, and is served here as before';
    case 'not-begun':
      return 'another run is at work: nothing was let go';
    case 'refused':
      return `refused, and nothing was let go: ${arrival.refusal.text} [${arrival.refusal.code}]`;
    case 'frozen':
      return 'it was frozen on the way, and stays as it is now';
  }
}

function whyFailed(steps: readonly Transition[], { came }: Turn): string {
  if (!came) return 'another run is at work: nothing was taken back';
  const { code, text } = steps.findLast((one) => one.code !== undefined) ?? {};
  return code === undefined ? 'this node did not come to serve' : `${text ?? ''} [${code}]`;
}

/** What this node did since then; the other one keeps its own history. */
function transitionsSince(
  files: Files,
  groups: readonly Group[],
  since: number,
): readonly Transition[] {
  return readHistory(files).lines.flatMap((line) =>
    line.kind === 'transition' &&
    line.startedAt >= since &&
    groups.some(({ name }) => name === line.group)
      ? [line]
      : [],
  );
}

function phasesOf(transitions: readonly Transition[]): readonly DrillPhase[] {
  return transitions.flatMap(({ steps }) =>
    steps.map(({ what, durationMs, outcome, code }) => ({
      what,
      durationMs,
      outcome: code === undefined ? outcome : `${outcome} [${code}]`,
    })),
  );
}
