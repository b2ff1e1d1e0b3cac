import { describe, expect, it } from 'vitest';
import { switchover } from '../../src/commands/switchover.ts';
import { expectSound } from '../support/pairs.ts';
import { sessionOn } from '../support/session.ts';
import { busyPair } from '../support/busy-pair.ts';
import { expectAt } from '../support/two-groups.ts';

describe('a switchover that waits for another run', () => {
  it('ends at once by Ctrl-C, and says that nothing was let go', async () => {
    const { scene, other } = await busyPair(60);
    const { session, complained, interrupt } = sessionOn(scene.hast1.machine());
    const typed = switchover(session, { group: 'files' });
    await scene.pass(10);
    expect(interrupt()).toBe('go-on');
    expect(await scene.pair.clock.until(typed, 2000), scene.story()).toBe(130);
    expect(other.status).toBeUndefined();
    expect(complained.join('\n')).toContain('called off: nothing was let go');
    expect(complained.join('\n')).not.toMatch(/taken back|try again|could not be called off/);
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expectSound(scene);
  });

  it('in vain, for it is at work for very long, ends there: nothing was let go', async () => {
    const { scene } = await busyPair(3600);
    const machine = scene.hast1.machine();
    const { session, complained } = sessionOn(machine);
    const begun = scene.pair.clock.elapsed();
    const typed = switchover(session, { group: 'files' });
    expect(await scene.pair.clock.until(typed, 3_600_000)).toBe(75);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(16 * 60_000);
    expect(complained.join('\n')).not.toContain('failed');
    expect(machine.logged.map(({ message }) => message).join('\n')).toContain('try again');
    expectSound(scene);
  });
});
