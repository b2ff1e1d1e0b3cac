import { drill, type DrillWish } from '../../src/commands/drill.ts';
import type { DrillReport } from '../../src/commands/drill-report.ts';
import type { NodeName } from '../../src/sim/index.ts';
import type { Interrupted } from '../../src/system/signals.ts';
import type { Scene } from './scene.ts';
import { sessionOn } from './session.ts';

/** Types `carphast drill --json` (with --and-back, unless told otherwise), and reads its report. */
export async function typeDrill(
  scene: Scene,
  node: NodeName,
  wish: Partial<DrillWish> = {},
  /** Told before it begins how to type Ctrl-C. */
  ctrlC: (interrupt: () => Interrupted) => void = () => undefined,
) {
  const machine = scene.pair.node(node).machine();
  const { session, printed, complained, interrupt } = sessionOn(machine);
  ctrlC(interrupt);
  const status = await scene.pair.clock.until(
    drill(session, { andBack: true, json: true, ...wish }),
    3_600_000,
  );
  machine.exit();
  const text = printed.join('\n');
  return {
    status,
    report: JSON.parse(text) as DrillReport & { refusal?: { code: string } },
    text: `${text}\n${complained.join('\n')}\n${machine.logged.map(({ message }) => message).join('\n')}`,
  };
}
