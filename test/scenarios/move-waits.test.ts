import { describe, expect, it } from 'vitest';
import { switchover } from '../../src/commands/switchover.ts';
import { historyPath } from '../../src/history/paths.ts';
import { commands, expectSound } from '../support/pairs.ts';
import { typeDrill } from '../support/drilled.ts';
import { sshGone } from '../support/ready-pair.ts';
import { sessionOn } from '../support/session.ts';
import { askingPair, busyPair } from '../support/busy-pair.ts';
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

describe('the guards of a verb that waited for another run are asked once more', () => {
  it('a switchover is refused where the other node is in maintenance by then', async () => {
    const { scene } = await busyPair(60);
    const { session, complained } = sessionOn(scene.hast1.machine());
    const typed = switchover(session, { group: 'files' });
    await scene.pass(10);
    await scene.carphast('hast2', 'maintenance', 'on', 'files');
    expect(await scene.pair.clock.until(typed, 600_000), scene.story()).toBe(2);
    expect(complained.join('\n')).toMatch(/nothing was changed: .*\[peer-in-maintenance\]/);
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expect(scene.history('hast1').filter(({ group }) => group === 'files')).toEqual([]);
    expectSound(scene);
  });

  it('and goes on where they still say yes, or a reason is given', async () => {
    const { scene } = await busyPair(60);
    const { session } = sessionOn(scene.hast1.machine());
    const typed = switchover(session, { group: 'files' });
    expect(await scene.pair.clock.until(typed, 600_000), scene.story()).toBe(0);
    await scene.rest();
    expectAt(scene, 'files', 'hast2');
    expectSound(scene);
  });

  it('a typed reason overrides then what it overrides at first', async () => {
    const { scene } = await busyPair(60);
    const machine = scene.hast1.machine();
    const { session } = sessionOn(machine);
    const typed = switchover(session, { group: 'files', force: 'hast1 burns' });
    await scene.pass(10);
    sshGone(scene, 'hast2');
    await scene.pair.clock.until(typed, 3_600_000);
    expect(machine.logged.map(({ message }) => message).join('\n')).toMatch(
      /switchover by force \(hast1 burns\) although/,
    );
    expect(scene.history('hast1').some(({ group }) => group === 'files')).toBe(true);
    expectSound(scene);
  });

  it('a drill is refused, which is no drill that failed', async () => {
    const { scene } = await busyPair(60);
    const { clock } = scene.hast2.machine();
    void clock.sleep(10_000).then(() => {
      scene.hast2.hastdKill();
    });
    const { status, report, text } = await typeDrill(scene, 'hast1', { group: 'files' });
    expect(status, text).toBe(2);
    expect(report).toMatchObject({ verdict: 'refused' });
    expect(report.refusal?.code).toMatch(/^peer-not-/);
    expect(scene.hast1.files.text(historyPath)).not.toContain('"drill"');
  });

  it('a drill whose turn never came has not begun', async () => {
    const { scene } = await busyPair(3600);
    const { status, report } = await typeDrill(scene, 'hast1', { group: 'files' });
    expect([status, report.verdict]).toEqual([75, 'not-begun']);
    expect(scene.hast1.files.text(historyPath) ?? '').not.toContain('"drill"');
  });

  it('a promotion by hand is refused where the other node serves by then, and takes no address', async () => {
    const scene = await askingPair();
    scene.hast2.toolSlow('service', 60_000, { matching: /postgresql onestart/ });
    scene.hast2.serviceBehaves('samba', { startFails: true });
    await scene.carphast('hast1', 'release');
    await scene.pass(20);
    scene.hast2.serviceBehaves('samba', {});
    const typed = scene.launch('hast2', 'promote', 'files', '--force', 'nobody has it');
    await scene.pass(5);
    await scene.carphast('hast1', 'resume');
    expect(await scene.pair.clock.until(typed.ended, 600_000), scene.story()).toBe(2);
    expect(commands(scene, 'hast2', /vhid 1 .*state master/i)).toEqual([]);
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expectSound(scene);
  });
});
