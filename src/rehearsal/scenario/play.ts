import type { Config } from '../../config/model.ts';
import type { NodeName } from '../../sim/index.ts';
import { startClients, type Client } from '../client.ts';
import { configOf } from '../configured.ts';
import { judgeEnd } from '../ending.ts';
import { openStage } from '../opening.ts';
import { lengthOf, schedule, type Plot } from '../plot.ts';
import { repairAll } from '../repair.ts';
import { isActive } from '../serving.ts';
import { atWork, startCron, type Stage } from '../stage.ts';
import { checkCommands, checkHistory } from '../watch.ts';
import { judge } from './judge.ts';
import { judgeLook } from './judge-look.ts';
import type { Scenario } from './scenario.ts';

/** What a scenario showed. */
export interface PlayedScenario {
  readonly stage: Stage;
  /** Virtual time of its beginning: before it the pair came to rest. */
  readonly begun: number;
  /** Milliseconds in which no node had all of a group. */
  readonly outageMs: number;
  readonly servesAtEnd: readonly NodeName[];
  /** What is not as expected, in sentences. */
  readonly differences: readonly string[];
}

const quietMs = 5000;

/** Plays a scenario on a simulated pair, on a clock of its own, and judges it. */
export async function playScenario(scenario: Scenario): Promise<PlayedScenario> {
  const { drama, meanwhile } = scenario;
  const config = await configOf(drama.setup);
  const stage = openStage(drama, config);
  const { clock } = stage.pair;
  const clients = scenario.mended ? startClients(stage.pair, config.groups) : [];
  await clock.pass(quietMs);
  const outage = watchOutage(stage, config);
  const begun = clock.elapsed();
  const differences: string[] = [];
  for (const { atMs, expected } of meanwhile)
    void clock.sleep(atMs).then(() => {
      const found = judgeLook({ stage, config }, expected);
      differences.push(...found.map((text) => `after ${atMs / 1000} s: ${text}`));
    });
  const plot = schedule(stage, config, drama.happenings);
  if (scenario.lastsMs === undefined) await playOut(stage, config, lengthOfAll(scenario));
  else await clock.pass(scenario.lastsMs);
  const outageMs = outage();
  const servesAtEnd = servers(stage, config);
  differences.push(...missed(scenario, plot, clock.elapsed() - begun));
  differences.push(...judge({ stage, config, outageMs }, scenario.expected));
  checkHistories(stage);
  if (scenario.mended) await mend(stage, config, { plot, clients });
  checkCommands(stage);
  return { stage, begun, outageMs, servesAtEnd, differences };
}

/** What a scenario tells of, and did not come to pass. */
function missed({ drama, meanwhile }: Scenario, plot: Plot, lastedMs: number): readonly string[] {
  const happens = plot
    .missed()
    .map((at) => `happens[${at}] (${drama.happenings[at]?.fault ?? ''})`);
  const looks = meanwhile.flatMap(({ atMs }, at) => (atMs > lastedMs ? [`meanwhile[${at}]`] : []));
  return [...happens, ...looks].map((what) => `${what}: its moment never came`);
}

/** Until the last of what happens or is looked at has its time. */
function lengthOfAll({ drama, meanwhile }: Scenario): number {
  return Math.max(lengthOf(drama), ...meanwhile.map(({ atMs }) => atMs));
}

const longestMs = 180_000;

/** Until nothing runs, and nothing more happens for a while. */
async function playOut(stage: Stage, config: Config, length: number): Promise<void> {
  const { clock } = stage.pair;
  const earliest = clock.elapsed() + length;
  const deadline = earliest + longestMs;
  let quietSince = clock.elapsed();
  while (clock.elapsed() < deadline) {
    await clock.pass(500);
    if (atWork(stage).length > 0) quietSince = clock.elapsed();
    const quiet = clock.elapsed() - Math.max(quietSince, earliest);
    if (quiet >= 40_000 || (quiet > 30_000 && servers(stage, config).length > 0)) return;
  }
}

/** The nodes that have all of at least one group. */
function servers({ pair }: Stage, { groups }: Config): readonly NodeName[] {
  return pair.world.nodes
    .filter((node) => groups.some((group) => isActive(node, group)))
    .map(({ name }) => name);
}

/** Adds up the time in which a group is whole on no node, at each step of the model. */
function watchOutage({ pair }: Stage, { groups }: Config): () => number {
  const { nodes } = pair.world;
  let total = 0;
  let since: number | undefined;
  pair.onStep(() => {
    const served = groups.every((group) => nodes.some((node) => isActive(node, group)));
    if (!served) since ??= pair.clock.elapsed();
    else if (since !== undefined) {
      total += pair.clock.elapsed() - since;
      since = undefined;
    }
  });
  return () => total + (since === undefined ? 0 : pair.clock.elapsed() - since);
}

/** I8, where a run has had the time to close what one before it left. */
function checkHistories(stage: Stage): void {
  for (const node of stage.pair.world.nodes)
    if (node.power === 'on' && atWork(stage, node.name).length === 0) checkHistory(stage, node);
}

interface Left {
  readonly plot: Plot;
  readonly clients: readonly Client[];
}

async function mend(stage: Stage, config: Config, { plot, clients }: Left): Promise<void> {
  plot.end();
  if (!stage.setup.cron) startCron(stage);
  repairAll(stage);
  const waiting = { stage, config, look: () => undefined };
  await judgeEnd({ ...waiting, clients, again: true, touched: () => true });
}
