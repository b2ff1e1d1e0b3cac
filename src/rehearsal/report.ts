import { reportPage } from '../history/report/page.ts';
import type { Mark, NodeStory } from '../history/report/stories.ts';
import { epochMs } from '../sim/machine.ts';
import type { NodeName } from '../sim/index.ts';
import { playScenario } from './scenario/play.ts';
import type { Scenario } from './scenario/scenario.ts';
import { nodeNames, type Stage } from './stage.ts';
import { historyOf } from './transitions.ts';

/** The report on a scenario, of both simulated nodes: the same text each time. */
export async function rehearsalReport(scenario: Scenario, version: string): Promise<string> {
  const { stage, begun } = await playScenario(scenario);
  return reportPage({
    title: scenario.title,
    about: `The scenario ${scenario.name}, played on the simulated pair. Its clocks agree.`,
    nodes: nodeNames.map((node) => storyOf(stage, node, begun)),
    last: 20,
    madeAt: epochMs + stage.pair.clock.elapsed(),
    version,
  });
}

/** The nodes' clocks are right unless a scenario sets them wrong: then its marks are off too. */
function storyOf(stage: Stage, node: NodeName, begun: number): NodeStory {
  const marks = stage.pair.trace.flatMap((entry): readonly Mark[] =>
    entry.kind === 'event' && entry.node === node && entry.at >= begun && isTold(entry.text)
      ? [{ at: epochMs + entry.at, text: entry.text }]
      : [],
  );
  return { node, lines: historyOf(stage, node), marks };
}

/** What happens to a node, or what it says of the other one; its own steps are told already. */
function isTold(text: string): boolean {
  return !/^(devd|hast role|hastd|device|service) /.test(text);
}
