import { withdrawFor } from '../engine/withdrawal.ts';
import { isHeldByBreaker, type Run } from '../engine/run.ts';
import { releasedPath } from '../history/paths.ts';
import { act } from './act.ts';
import type { Session } from './session.ts';

/**
 * `carphast boot`: what rc runs at the end of a boot. Ends a release, takes back what was yielded,
 * and looks at everything. Other than `resume` it forgives nothing: who fails at each promotion, and
 * boots in between, must not try for ever. A group that is held gives its address to the peer.
 */
export function boot(session: Session): Promise<number> {
  return act(session, {
    wait: true,
    handOver: 'held',
    hint: () => ({ kind: 'look', text: 'boot', vhids: [] }),
    prepare: beginAnew,
  });
}

/** By the run that leads, so that no other one gives up or takes back beside it. */
async function beginAnew(run: Run): Promise<void> {
  run.machine.files.remove(releasedPath);
  if (run.noPromotion !== undefined) return;
  for (const group of run.config.groups)
    if (!isHeldByBreaker(run, group)) await withdrawFor(run, group.name);
}
