import { historyPath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { epochMs } from '../../src/sim/machine.ts';
import type { Scene } from './scene.ts';

/** Three promotions of `main` have failed on a node, a minute before the story begins: its breaker is open. */
export function openBreaker(scene: Scene, node: NodeName): void {
  const failure = {
    ...{ v: 1, kind: 'transition', group: 'main', goal: 'active', because: '', trigger: '' },
    ...{ startedAt: epochMs - 60_000, durationMs: 1, outcome: 'failed', steps: [], degraded: [] },
    ...{ code: 'service-did-not-start', yielded: true },
  };
  const lines = [1, 2, 3].map((id) => `${JSON.stringify({ ...failure, id: `f${id}` })}\n`);
  scene.pair.node(node).files.put(historyPath, lines.join(''));
}
