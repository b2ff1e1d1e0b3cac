import { expect } from 'vitest';
import { openPath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { isChange, onNote, watchBoundaries } from './boundaries.ts';
import { expectSound } from './scene.ts';
import type { Scene } from './scene.ts';

/** A transition of one node, to be cut at each of its boundaries. */
export interface Story {
  /** The node that makes it, and that is struck. */
  readonly node: NodeName;
  /** A pair at rest. */
  readonly pair: () => Promise<Scene>;
  readonly begin: (scene: Scene) => Promise<void>;
}

/** Strikes the node at once; returns what follows until the pair rests. */
export type Strike = (scene: Scene, node: NodeName) => () => Promise<void>;

/** The story undisturbed: its boundaries in order, and the pair at rest after it. */
export async function undisturbed(
  story: Story,
): Promise<{ readonly scene: Scene; readonly boundaries: readonly string[] }> {
  const scene = await story.pair();
  const boundaries: string[] = [];
  watchBoundaries(scene, story.node, (boundary) => boundaries.push(boundary));
  await story.begin(scene);
  await scene.rest();
  return { scene, boundaries };
}

/** Plays the story once for each boundary, strikes there, and judges; names all that fail. */
export async function atEachBoundary(
  story: Story,
  strike: Strike,
  judge: (scene: Scene) => void,
): Promise<void> {
  const { boundaries } = await undisturbed(story);
  const failures: string[] = [];
  for (const [at, boundary] of boundaries.entries()) {
    try {
      await cut(story, { at, boundary, strike, judge });
    } catch (error) {
      const told = error instanceof Error ? error.message : 'it threw';
      // What went before is told once: of a hundred that fail the first is looked at.
      const text = failures.length === 0 ? told : told.split('\n').at(-1);
      failures.push(`${at}, ${boundary}: ${text}`);
    }
  }
  expect(failures).toEqual([]);
}

interface Cut {
  readonly at: number;
  readonly boundary: string;
  readonly strike: Strike;
  readonly judge: (scene: Scene) => void;
}

async function cut(story: Story, { at, boundary, strike, judge }: Cut): Promise<void> {
  const scene = await story.pair();
  const begun = collectBegun(scene);
  const struck = strikeAt(scene, story.node, { at, strike });
  await story.begin(scene);
  const blow = await scene.pair.clock.until(struck);
  expect(blow?.boundary, 'the story is the same each time').toBe(boundary);
  await blow?.aftermath();
  judge(scene);
  expectSound(scene);
  expectOneEntryEach(scene, begun);
  await expectNothingToDo(scene);
}

interface Blow {
  readonly boundary: string;
  readonly aftermath: () => Promise<void>;
}

function strikeAt(
  scene: Scene,
  node: NodeName,
  { at, strike }: Pick<Cut, 'at' | 'strike'>,
): Promise<Blow> {
  return new Promise((resolve) => {
    let seen = 0;
    watchBoundaries(scene, node, (boundary) => {
      seen += 1;
      if (seen === at + 1) resolve({ boundary, aftermath: strike(scene, node) });
    });
  });
}

const names = ['hast1', 'hast2'] as const;

/** Ids of the transitions that are begun from now on, node by node. */
function collectBegun(scene: Scene): Readonly<Record<NodeName, Set<string>>> {
  const begun = { hast1: new Set<string>(), hast2: new Set<string>() };
  for (const name of names)
    onNote(scene, name, ({ kind, id }) => {
      if (kind === 'begin') begun[name].add(id);
    });
  return begun;
}

/** I8: each transition that was begun has one entry, and no record is left open. */
function expectOneEntryEach(scene: Scene, begun: Readonly<Record<NodeName, Set<string>>>): void {
  for (const name of names) {
    const entries = scene.history(name).map(({ id }) => id);
    expect(entries.toSorted(), scene.story()).toEqual([...begun[name]].toSorted());
    expect(scene.pair.node(name).files.text(openPath('main')), scene.story()).toBeUndefined();
  }
}

/**
 * I7: a reconcile of each node finds nothing to do. The first one may keep that it has seen the
 * worker of a primary; the second one changes nothing at all.
 */
async function expectNothingToDo(scene: Scene): Promise<void> {
  const { length } = scene.pair.trace;
  const reconcile = async (): Promise<void> => {
    for (const name of names)
      expect(await scene.carphast(name, 'reconcile'), scene.story()).toBe(0);
  };
  await reconcile();
  const before = names.map((name) => lookOf(scene, name));
  await reconcile();
  const changes = scene.pair.trace
    .slice(length)
    .flatMap((entry) => (entry.kind === 'command' && isChange(entry.argv) ? [entry.argv] : []));
  expect(changes, scene.story()).toEqual([]);
  expect(names.map((name) => lookOf(scene, name))).toEqual(before);
}

/** All that a node is, but for the processes of carphast that come and go. */
function lookOf(scene: Scene, name: NodeName) {
  const state = scene.pair.node(name).state();
  const processes = state.processes.filter(({ command }) => command !== 'carphast');
  const model = scene.pair.world.nodes.find((node) => node.name === name);
  return { ...state, processes, files: new Map(model?.files.entries) };
}
