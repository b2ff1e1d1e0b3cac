import { formatDuration } from '../config/duration.ts';
import type { Drama, Setup } from '../rehearsal/drama.ts';
import type { Line } from '../rehearsal/timeline.ts';
import type { Broken, Proved } from '../rehearsal/runs.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';
import { showLine } from './show-line.ts';
import { paint, printJson, type Terminal } from '../text/terminal.ts';
import { usageError } from './usage.ts';

/** What `carphast rehearse` draws or is told, instead of a scenario. */
export interface RunsRequest {
  readonly seed: number;
  readonly runs: number;
  /** Of the happenings of the seed only these, counted from 1. */
  readonly only?: readonly number[];
  /** Faults by name, instead of drawn ones. */
  readonly faults: readonly string[];
  /** Ends the runs with the first that breaks an invariant. */
  readonly untilBroken: boolean;
  readonly json: boolean;
}

/** Plays dramas with faults on a pair like the one of `--config`, else on drawn ones. */
export async function rehearseRuns(session: Session, request: RunsRequest): Promise<number> {
  const pair = await setupFor(session);
  if (pair.kind === 'invalid') {
    pair.problems.forEach((problem) => session.terminal.complain(problem));
    return exit.config;
  }
  if (request.faults.length > 0) return playFaults(session, pair.setup, request);
  if (request.runs === 1) return playSeed(session, pair.setup, request);
  return playMany(session, pair.setup, request);
}

type SetupFor =
  | { readonly kind: 'setup'; readonly setup: Setup | undefined }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

async function setupFor({ config }: Session): Promise<SetupFor> {
  if (!config.required) return { kind: 'setup', setup: undefined };
  const { userPair } = await import('../rehearsal/user-pair.ts');
  const pair = await userPair({ ...config, owners: 'anybody' });
  return pair.kind === 'pair' ? { kind: 'setup', setup: pair.setup } : pair;
}

async function playFaults(
  session: Session,
  setup: Setup | undefined,
  { faults, seed, json }: RunsRequest,
): Promise<number> {
  const { readFault } = await import('../rehearsal/fault-words.ts');
  const { ordinaryPair } = await import('../rehearsal/pairs.ts');
  const read = faults.map(readFault);
  const bad = read.find((one) => one.kind === 'wrong');
  if (bad?.kind === 'wrong') return usageError(session, bad.text);
  const happenings = read.flatMap((one) => (one.kind === 'happening' ? [one.happening] : []));
  return playDrama(session.terminal, { seed, setup: setup ?? ordinaryPair(), happenings }, json);
}

async function playSeed(
  { terminal }: Session,
  setup: Setup | undefined,
  { seed, only, json }: RunsRequest,
): Promise<number> {
  const { generate } = await import('../rehearsal/generate.ts');
  const drama = await generate(seed, setup);
  const happenings = drama.happenings.filter((_, at) => only?.includes(at + 1) !== false);
  return playDrama(terminal, { ...drama, happenings }, json);
}

async function playDrama(terminal: Terminal, drama: Drama, json: boolean): Promise<number> {
  const { perform } = await import('../rehearsal/perform.ts');
  const { timelineOf } = await import('../rehearsal/timeline.ts');
  const { tellHappening } = await import('../rehearsal/told.ts');
  const performed = await perform(drama);
  const lines = timelineOf(performed.stage, 0);
  const { violations, outage, acknowledged, lostAtRisk, restedAfterMs, boundMs } = performed;
  const held = violations.length === 0;
  const summary = { held, violations, outage, acknowledged, lostAtRisk, restedAfterMs, boundMs };
  if (json) printJson(terminal, { v: 1, ...drama, ...summary, lines });
  else {
    terminal.print(drama.setup.toml.trimEnd());
    drama.happenings.forEach((one, at) => terminal.print(`${at + 1}. ${tellHappening(one)}`));
    lines.forEach((line: Line) => terminal.print(showLine(terminal, line)));
    terminal.print(verdictOf(terminal, summary));
  }
  return held ? exit.done : exit.failed;
}

function verdictOf(
  terminal: Terminal,
  run: {
    readonly held: boolean;
    readonly outage: { readonly longestMs: number };
    readonly acknowledged: number;
    readonly lostAtRisk: number;
    readonly restedAfterMs: number;
  },
): string {
  const lost = run.lostAtRisk === 0 ? 'none lost' : atRiskText(run.lostAtRisk);
  return `${verdict(terminal, run.held)}: longest outage ${formatDuration(run.outage.longestMs)}, at rest ${formatDuration(run.restedAfterMs)} after the repair; ${run.acknowledged} writes acknowledged, ${lost}`;
}

function verdict(terminal: Terminal, held: boolean): string {
  return held ? paint(terminal, 'green', 'held') : paint(terminal, 'red', 'BROKEN');
}

function atRiskText(count: number): string {
  return `${count} lost that one copy alone had (degraded, partition or async)`;
}

async function playMany(
  session: Session,
  setup: Setup | undefined,
  { seed, runs, untilBroken, json }: RunsRequest,
): Promise<number> {
  const { playRuns } = await import('../rehearsal/runs.ts');
  const { tellHappening } = await import('../rehearsal/told.ts');
  const proved = await playRuns({
    firstSeed: seed,
    runs,
    keep: 5,
    untilBroken,
    ...(setup === undefined ? {} : { setup }),
    onProgress: (done) => {
      if (session.terminal.watched && done % 100 === 0)
        session.terminal.complain(`${done} of ${runs}`);
    },
  });
  const config = session.config.required ? ` --config ${session.config.path}` : '';
  const broken = proved.broken.map((one) => ({ ...one, replay: replayOf(one, config) }));
  if (json) printJson(session.terminal, { v: 1, ...proved, broken });
  else {
    for (const one of broken) {
      session.terminal.print(`seed ${one.seed}: ${one.invariant} ${one.sentence}`);
      one.drama.happenings.forEach((happening) =>
        session.terminal.print(`  ${tellHappening(happening)}`),
      );
      session.terminal.print(`  ${one.replay}`);
    }
    printProved(session.terminal, proved);
  }
  return proved.brokenRuns === 0 ? exit.done : exit.failed;
}

function replayOf({ seed, only }: Broken, config: string): string {
  return `carphast rehearse${config} --seed ${seed} --only ${only.join(',') || 'none'}`;
}

function printProved(terminal: Terminal, proved: Proved): void {
  const { runs, firstSeed, brokenRuns, worstOutage, worstRest } = proved;
  const lost = proved.lostAtRisk === 0 ? 'none lost' : atRiskText(proved.lostAtRisk);
  terminal.print('where the time of promotions went:');
  for (const { step, count, meanMs, worstMs } of proved.steps.slice(0, 8))
    terminal.print(
      `  ${step.padEnd(10)} ${String(count).padStart(8)} times, mean ${formatDuration(meanMs).padStart(7)}, worst ${formatDuration(worstMs).padStart(7)}`,
    );
  terminal.print(
    `worst outage ${formatDuration(worstOutage.ms)} (seed ${worstOutage.seed}), slowest rest ${formatDuration(worstRest.ms)} (seed ${worstRest.seed}); simulated time`,
  );
  terminal.print(`${proved.acknowledged} writes acknowledged, ${lost}`);
  terminal.print(
    `${verdict(terminal, brokenRuns === 0)}: ${runs} runs on seeds ${firstSeed} to ${firstSeed + runs - 1}, ${proved.promotions} promotions, ${proved.demotions} demotions, ${brokenRuns} with a broken invariant`,
  );
}
