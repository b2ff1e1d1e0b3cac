import { readYields } from '../engine/yields.ts';
import { readBootTime } from '../freebsd/boot-time.ts';
import { forgetYield } from '../engine/withdrawal.ts';
import { holdOf, isFrozen, type Run } from '../engine/run.ts';
import { releasedPath } from '../history/paths.ts';
import { act } from './act.ts';
import { endBootHold } from './boot-hold.ts';
import type { Session } from './session.ts';

/**
 * `carphast boot`: what rc runs at the end of a boot. Ends a release, forgets what was yielded before
 * the boot (the kernel has forgotten it too), and looks at everything. Other than `resume` it forgives
 * nothing: who fails at each promotion, and boots in between, must not try for ever. A group that is
 * held gives its address to the peer.
 */
export function boot(session: Session): Promise<number> {
  // One that comes while this waits for its turn is of a shutdown, and is none of its business.
  const released = session.machine.files.exists(releasedPath);
  return act(session, {
    wait: true,
    handOver: 'held',
    hint: () => ({ kind: 'look', text: 'boot', vhids: [] }),
    prepare: (run) => beginAnew(run, released),
    afterwards: (config) => endBootHold(session, config),
  });
}

/** By the run that leads, so that no other one gives up or takes back beside it. */
async function beginAnew(run: Run, released: boolean): Promise<void> {
  const { files, exec, clock } = run.machine;
  if (released) files.remove(releasedPath);
  if (run.noPromotion !== undefined || files.exists(releasedPath)) return;
  const booted = await readBootTime(exec, run.look.queryMs);
  // A clock that was set back makes it later than now.
  const isOld = (since: number): boolean =>
    !booted.known || since < booted.value || since > clock.now();
  const yields = readYields(files);
  for (const group of run.config.groups) {
    const record = yields.get(group.name);
    if (record === undefined || !isOld(record.since)) continue;
    if (isFrozen(run, group) || holdOf(run, group) !== undefined) continue;
    await forgetYield(run, group.name);
  }
}
