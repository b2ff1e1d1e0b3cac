import { describe, expect, it } from 'vitest';
import { hastEventsPath } from '../../src/history/paths.ts';
import {
  connectedAt,
  lastEvent,
  readHastEvents,
  recordHastEvent,
  lostSince,
  splitSince,
  type HastEventLine,
} from '../../src/history/hast-events.ts';
import { memoryFiles } from '../support/memory-files.ts';
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

  it('the losing side is that of the secondary, as long as hastd says so last', () => {
    const split = (role: HastEventLine['role'], at: number): HastEventLine => {
      return { event: 'split-brain', resource: 'data', role, at };
    };
    const files = memoryFiles();
    const lost = (): number | undefined => lostSince(readHastEvents(files), 'data');
    recordHastEvent(files, split('primary', 5));
    expect(lost()).toBeUndefined();
    recordHastEvent(files, split('secondary', 6));
    expect(recordHastEvent(files, split('secondary', 16))).toBeUndefined();
    expect(lost()).toBe(6);
    // hastd was busy, and did not tell the role.
    expect(recordHastEvent(files, split(undefined, 17))).toBeUndefined();
    recordHastEvent(files, { event: 'role', resource: 'data', at: 17 });
    recordHastEvent(files, split(undefined, 18));
    expect(lost()).toBe(6);
    recordHastEvent(files, split('primary', 19));
    expect(lost()).toBeUndefined();
    recordHastEvent(files, split('secondary', 19));
    recordHastEvent(files, { event: 'connect', resource: 'data', at: 20 });
    expect(lost()).toBeUndefined();
  });

  it('a link that comes and goes for years does not fill the disk, and nothing new is lost', () => {
    const old: HastEventLine[] = [
      { event: 'split-brain', resource: 'other', at: 1 },
      { event: 'disconnect', resource: 'other', at: 2 },
    ];
    const flapping = Array.from({ length: 6000 }, (_, at): HastEventLine => {
      return { event: at % 2 === 0 ? 'connect' : 'disconnect', resource: 'data', at: at + 10 };
    });
    const lines = [...old, ...flapping].map((entry) => JSON.stringify(entry));
    const files = memoryFiles({ [hastEventsPath]: `${lines.join('\n')}\n` });
    const newest: HastEventLine = { event: 'connect', resource: 'data', at: 9999 };
    expect(recordHastEvent(files, newest)).toEqual({ kind: 'written' });
    const kept = readHastEvents(files);
    expect(files.texts.get(hastEventsPath)?.length).toBeLessThan(128 * 1024);
    expect(kept.slice(-501)).toEqual([...flapping.slice(-500), newest]);
    expect(splitSince(kept, 'other')).toBe(1);
    expect(lastEvent(kept, 'other')?.at).toBe(2);
  });

  it('a connection after a connection is news: the worker of before went without a word', () => {
    const files = memoryFiles();
    recordHastEvent(files, { event: 'connect', resource: 'data', at: 5 });
    recordHastEvent(files, { event: 'connect', resource: 'data', at: 9 });
    expect(connectedAt(readHastEvents(files), 'data')).toBe(9);
  });

  it('a line torn by a power cut does not swallow the next', () => {
    const files = memoryFiles({ [hastEventsPath]: '{"event":"conn' });
    recordHastEvent(files, { event: 'split-brain', resource: 'data', at: 5 });
    expect(splitSince(readHastEvents(files), 'data')).toBe(5);
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
