import { inRunMs, pauseMs, tellSilence } from '../engine/await-carp.ts';
import { looseTask } from '../engine/loose-task.ts';
import { until } from '../engine/until.ts';
import type { Unseen } from '../config/surroundings.ts';
import { readConfigToAct, type Configured, type Session } from './session.ts';

/** Every event has a process of its own here, for without a configuration none can lead the others. */
const detachedMs = 60_000;

/**
 * The configuration for a verb that acts. Where the file leaves the vhids to the machine and ifconfig
 * does not answer, it is asked again for a while: an event tells once. `endsAt` is on the clock's `elapsed`.
 */
export async function readConfigPatiently(session: Session, endsAt?: number): Promise<Configured> {
  const { machine, detached } = session;
  let configured = await readConfigToAct(session);
  if (!isBlind(configured)) return configured;
  const limitMs = detached ? detachedMs : inRunMs;
  tellSilence(machine, configured.problem.text, limitMs);
  const look = { groups: [], queryMs: limitMs, hastMs: limitMs };
  const task = looseTask({ machine, look, ...(endsAt === undefined ? {} : { endsAt }) });
  const again = async () => {
    configured = await readConfigToAct(session);
    return isBlind(configured)
      ? ({ kind: 'not-yet', text: configured.problem.text } as const)
      : ({ kind: 'yes' } as const);
  };
  await until(task, again, machine.clock.elapsed() + limitMs, pauseMs);
  return configured;
}

function isBlind(configured: Configured): configured is Unseen {
  return (
    configured.kind === 'unseen' &&
    configured.what === 'carp' &&
    configured.problem.code !== 'tool-missing'
  );
}
