import { describe, expect, it } from 'vitest';
import { hastEventsPath } from '../../src/history/paths.ts';
import { readHastEvents, splitSince } from '../../src/history/hast-events.ts';
import { createScene } from '../support/scene.ts';

describe('what hastd tells by its exec hook', () => {
  it('split-brain-detected: both nodes report it, nobody discards anything, the master serves on', async () => {
    const scene = createScene({ toml: 'services = []\n', toolDelays: 20 });
    for (const name of ['hast1', 'hast2'] as const)
      scene.pair.node(name).onHastEvent((event) => {
        scene.launch(name, 'hast-event', ...event);
      });
    await scene.pass(5);
    scene.pair.partition('both');
    await scene.rest();
    for (const name of ['hast1', 'hast2'] as const)
      await scene.pair.clock.until(scene.pair.node(name).write('/mnt/data/f', `by ${name}`));
    scene.pair.heal('both');
    await scene.rest();
    for (const node of [scene.hast1, scene.hast2]) {
      const text = node.files.text(hastEventsPath) ?? '';
      expect(text.match(/split-brain/g) ?? [], text).toHaveLength(1);
    }
    const masters = [scene.hast1, scene.hast2].filter(
      (node) => node.state().carp['1@em0'] === 'MASTER',
    );
    expect(masters).toHaveLength(1);
    expect(masters[0]?.state().mounts.map(({ special }) => special)).toContain('/dev/hast/data');
  });

  it('a connection ends it', () => {
    const events = [
      { event: 'split-brain', resource: 'data', at: 5 },
      { event: 'split-brain', resource: 'other', at: 6 },
      { event: 'connect', resource: 'data', at: 7 },
    ] as const;
    expect(splitSince(events, 'data')).toBeUndefined();
    expect(splitSince(events, 'other')).toBe(6);
  });

  it('lines of another version or a torn one are left out', () => {
    const files = {
      readText: () => ({
        kind: 'text' as const,
        text: '{"event":"connect","resource":"data","at":1}\n{"event":"xyz"}\n{"eve',
        uid: 0,
        mode: 0o600,
      }),
    };
    expect(readHastEvents(files as never)).toHaveLength(1);
  });
});
