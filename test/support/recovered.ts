import { recover, type RecoverWish } from '../../src/commands/recover.ts';
import type { NodeName, Pair } from '../../src/sim/index.ts';
import { servingPair } from './pairs.ts';
import type { Scene, SceneOptions } from './scene.ts';
import { sessionOn } from './session.ts';

/** What a recovery does to a node. */
export const destroying = /^hastctl (create|role)/;

/** `carphast recover` on a node, by somebody who types nothing unless told otherwise. */
export async function typed(pair: Pair, node: NodeName, wish: Partial<RecoverWish> = {}) {
  const machine = pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine);
  const asked: string[] = [];
  const work = recover(session, {
    resource: 'data',
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(undefined);
    },
    ...wish,
  });
  const status = await pair.clock.until(work, 600_000);
  machine.exit();
  const log = machine.logged.map(({ level, message }) => `${level} ${message}`);
  return { status, asked, log, text: printed.join('\n'), complained: complained.join('\n') };
}

export const sure = { yesDiscard: 'data' };

/** Both nodes have written with all links cut; hast1 serves again, hast2 has let go. */
export async function splitPair(options: SceneOptions = {}): Promise<Scene> {
  const scene = await servingPair(options);
  await split(scene.pair, () => scene.rest());
  return scene;
}

async function split(pair: Pair, rest: () => Promise<void>): Promise<void> {
  pair.partition('both');
  await rest();
  for (const name of ['hast1', 'hast2'] as const)
    await pair.clock.until(pair.node(name).write('/mnt/data/file', name));
  pair.heal('both');
  await rest();
}
