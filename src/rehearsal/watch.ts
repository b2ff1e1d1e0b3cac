import { demotionShare, sharesIn } from '../plan/share.ts';
import { violate, type NodeModel } from '../sim/index.ts';
import type { Stage } from './stage.ts';
import { transitionsOf } from './transitions.ts';

/** Checks, after each step of the model, what the model itself does not: I5. */
export function watchInvariants({ pair }: Stage): void {
  const told = new Set<string>();
  const tell = (invariant: string, sentence: string): void => {
    if (told.has(sentence)) return;
    told.add(sentence);
    violate(pair.world, invariant, sentence);
  };
  pair.onStep(() => {
    for (const node of pair.world.nodes) {
      const trouble = demotionTrouble(node);
      if (trouble !== undefined) tell('I5', trouble);
    }
  });
}

/** I10: nobody throws data away without an operator's word, and none was given. */
export function checkCommands({ pair }: Stage): void {
  for (const entry of pair.trace)
    if (entry.kind === 'command' && destructive.test(entry.argv.join(' ')))
      violate(pair.world, 'I10', `${entry.node}: ${entry.argv.join(' ')} would throw data away`);
}

/** What others add comes in steps of 240, one for each lost link. */
function demotionTrouble({ name, carp }: NodeModel): string | undefined {
  if (carp.demotion === 0) return undefined;
  const shares = sharesIn(carp.demotion);
  const foreign = carp.vhids.filter(({ demoting }) => demoting).length * 240;
  if ((shares === 0 || shares === 1) && carp.demotion - shares * demotionShare === foreign)
    return undefined;
  return `${name}: net.inet.carp.demotion is ${carp.demotion}, of which ${foreign} is not ours`;
}

const destructive =
  /^\/sbin\/(hastctl create|newfs|zpool (create|destroy|labelclear|import .*-[FX]))|if=\/dev\/(?!null).* of=\/dev\/(hast|vtbd)/;

/** I8: no record is left open, and no transition is there twice. */
export function checkHistory(stage: Stage, node: NodeModel): void {
  const { pair } = stage;
  const { files } = pair.node(node.name);
  const open = (files.names('/var/db/carphast') ?? []).filter((name) => name.startsWith('open-'));
  for (const name of open)
    violate(pair.world, 'I8', `${node.name}: the record ${name} was never closed`);
  const ids = transitionsOf(stage, node.name).map(({ id }) => id);
  const doubled = ids.find((id, at) => ids.indexOf(id) !== at);
  if (doubled !== undefined)
    violate(pair.world, 'I8', `${node.name}: transition ${doubled} is in the history twice`);
}
