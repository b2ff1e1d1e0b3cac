import { describe, expect, it } from 'vitest';
import { typeDrill } from '../support/drilled.ts';
import { expectActive, expectSound, once } from '../support/pairs.ts';
import { readyPair } from '../support/ready-pair.ts';

describe('a freeze during a drill', () => {
  it('ends it: nothing is waited for that nobody will do, and the next line leads out', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast1', phase: 'start', command: /mysql-server onestop/ }, () => {
      scene.launch('hast1', 'freeze');
    });
    const before = scene.pair.clock.elapsed();
    const { status, report } = await typeDrill(scene, 'hast1', {});
    expect([status, report.serving]).toEqual([1, null]);
    expect(report.next).toContain('carphast maintenance off');
    expect(scene.pair.clock.elapsed() - before).toBeLessThan(60_000);
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('Ctrl-C during a drill', () => {
  it('on the way back: it comes back first, and then the drill ends', async () => {
    const scene = await readyPair();
    let heeded: string | undefined;
    const { status, report, text } = await typeDrill(scene, 'hast1', {}, (interrupt) => {
      once(scene, { node: 'hast1', phase: 'start', command: /mysql-server onestart/ }, () => {
        heeded = interrupt();
      });
    });
    expect([status, heeded], text).toEqual([1, 'go-on']);
    expect(text).toContain('it comes back here first');
    expect(text).not.toContain('goes on taking over');
    expect(report.ways[1]).toMatchObject({ outcome: 'failed', checks: [] });
    expect(report.ways[1]?.text).toContain('ended by Ctrl-C: hast1 serves');
    expect(report.serving).toBe('hast1');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('once the other node serves: it is said that it stays there', async () => {
    const scene = await readyPair();
    const heeded: string[] = [];
    const { text } = await typeDrill(scene, 'hast1', { andBack: false }, (interrupt) => {
      scene.pair.onCommand(
        ({ node, phase, argv }) =>
          node === 'hast1' && phase === 'start' && argv[0] === '/usr/bin/ssh',
        () => {
          if (scene.hast2.state().services.includes('nfsd')) heeded.push(interrupt());
        },
      );
    });
    expect(heeded[1], text).toBe('end');
    expect(text).toContain('the drill ends here: it stays on hast2');
  });
});

describe('Ctrl-C before the address has moved', () => {
  it('says nothing that is not true any more once it is served here again', async () => {
    const scene = await readyPair();
    const heeded: string[] = [];
    const { report, text } = await typeDrill(scene, 'hast1', {}, (interrupt) => {
      once(scene, { node: 'hast1', phase: 'start', command: /umount/ }, () => {
        heeded.push(interrupt());
        scene.pair.onCommand(
          ({ node, phase, argv }) =>
            node === 'hast1' && phase === 'start' && argv[0] === '/usr/bin/ssh',
          () => heeded.push(interrupt()),
        );
      });
    });
    expect(heeded.slice(0, 2), text).toEqual(['go-on', 'end']);
    expect(report).toMatchObject({ verdict: 'failed', serving: 'hast1' });
    expect(text).not.toContain('goes on taking over');
  });
});
