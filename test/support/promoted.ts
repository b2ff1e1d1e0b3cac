import { promote } from '../../src/commands/promote.ts';
import type { NodeName } from '../../src/sim/index.ts';
import type { Scene } from './scene.ts';
import { sessionOn } from './session.ts';

export const reason = 'hast1 burns';

/** Types `carphast promote`, and tells what was said and logged. An empty reason: without --force. */
export async function typePromote(
  scene: Scene,
  node: NodeName,
  force: string | undefined = reason,
) {
  const machine = scene.pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine);
  const wish = force === '' ? {} : { force };
  const status = await scene.pair.clock.until(promote(session, wish), 1_200_000);
  machine.exit();
  return {
    status,
    printed: printed.join('\n'),
    complained: complained.join('\n'),
    log: machine.logged.map(({ level, message }) => `${level} ${message}`).join('\n'),
  };
}
