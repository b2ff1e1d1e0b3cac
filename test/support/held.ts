import { parseHistory, type HistoryLine } from '../../src/history/entry.ts';
import { historyPath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { commands } from './pairs.ts';
import type { Scene } from './scene.ts';

/** All that carphast could change a node with. */
const changes =
  /^(hastctl role|mount -t|umount|fsck|zpool (import|export)|service .* one(start|stop)|sysctl net\.inet\.carp\.demotion=|ifconfig .* (state|advskew))/;

/** What a node was changed by, in order. */
export function changed(scene: Scene, node: NodeName): readonly string[] {
  return commands(scene, node, changes);
}

/** What the history says beside transitions. */
export function words(scene: Scene, node: NodeName): readonly string[] {
  const { lines } = parseHistory(scene.pair.node(node).files.text(historyPath) ?? '');
  return lines.flatMap((line) => sayOf(line));
}

function sayOf(line: HistoryLine): readonly string[] {
  if (line.kind === 'word') return [`${line.word}, ${line.carp ?? 'carp unknown'}`];
  return line.kind === 'held' ? [`${line.hold}: ${line.carp}, not ${line.goal}`] : [];
}
