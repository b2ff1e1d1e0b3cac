import type { Transition } from '../entry.ts';
import type { NodeHistory } from '../outages.ts';

/** Something that happened on a node beside the transitions. */
export interface Mark {
  /** Milliseconds since the epoch, on the clock of its node. */
  readonly at: number;
  readonly text: string;
}

export interface NodeStory extends NodeHistory {
  readonly marks: readonly Mark[];
}

/** Transitions of a group that belong together: one node lets go, and the other takes over. */
export interface Story {
  readonly group: string;
  /** Milliseconds since the epoch; the first and the last that is shown. */
  readonly from: number;
  readonly to: number;
  /** In the order of their beginnings. */
  readonly scenes: readonly Scene[];
  readonly marks: readonly (Mark & { readonly node: string })[];
}

export interface Scene {
  readonly node: string;
  readonly transition: Transition;
}

/** As long as that may lie between two transitions of one story. */
const gapMs = 30_000;
/** What happened so long before the first, or after the last, is shown with them. */
const beforeMs = 15_000;
const afterMs = 5000;

/** All stories, oldest first; every transition is in exactly one. */
export function storiesOf(nodes: readonly NodeStory[]): readonly Story[] {
  const scenes = nodes
    .flatMap(({ node, lines }) =>
      lines.flatMap((line): readonly Scene[] =>
        line.kind === 'transition' ? [{ node, transition: line }] : [],
      ),
    )
    .sort((one, other) => one.transition.startedAt - other.transition.startedAt);
  const groups = [...new Set(scenes.map(({ transition }) => transition.group))];
  return groups
    .flatMap((group) => chaptersOf(scenes.filter(({ transition }) => transition.group === group)))
    .map((chapter) => storyOf(chapter, nodes))
    .sort((one, other) => one.from - other.from);
}

function chaptersOf(scenes: readonly Scene[]): readonly (readonly Scene[])[] {
  const chapters: Scene[][] = [];
  let end = -Infinity;
  for (const scene of scenes) {
    const chapter = chapters.at(-1);
    if (chapter === undefined || scene.transition.startedAt > end + gapMs) chapters.push([scene]);
    else chapter.push(scene);
    end = Math.max(end, endOf(scene));
  }
  return chapters;
}

function storyOf(scenes: readonly Scene[], nodes: readonly NodeStory[]): Story {
  const begun = Math.min(...scenes.map(({ transition }) => transition.startedAt));
  const ended = Math.max(...scenes.map((scene) => endOf(scene)));
  const marks = nodes
    .flatMap(({ node, marks: all }) => all.map((mark) => ({ ...mark, node })))
    .filter(({ at }) => at >= begun - beforeMs && at <= ended + afterMs)
    .sort((one, other) => one.at - other.at);
  return {
    group: scenes[0]?.transition.group ?? '',
    from: Math.min(begun, ...marks.map(({ at }) => at)),
    to: Math.max(ended, ...marks.map(({ at }) => at)),
    scenes,
    marks,
  };
}

function endOf({ transition }: Scene): number {
  return transition.startedAt + transition.durationMs;
}
