import { describe, expect, it } from 'vitest';
import { isCopied, isInQuestion } from '../../src/check/copied.ts';
import type { HastEventLine } from '../../src/history/hast-events.ts';
import { resource } from '../support/worlds.ts';

const kept = resource('data', 'primary').keptDirty;

function told(...events: readonly HastEventLine['event'][]): readonly HastEventLine[] {
  return events.map((event, at) => ({ event, resource: 'data', at }));
}

describe('whether the other node has all that was written here', () => {
  it.each([
    ['a primary in peace', { dirty: 0 }, told(), true],
    [
      'one that has written a little, and nobody tells of a resynchronisation',
      { dirty: 1 },
      told(),
      null,
    ],
    ['the same after the last one ended', { dirty: 1 }, told('syncstart', 'syncdone'), true],
    ['a small one that runs', { dirty: 1 }, told('syncdone', 'syncstart'), false],
    ['one that was broken off', { dirty: 1 }, told('syncstart', 'syncintr'), false],
    ['a large one that nobody tells of', { dirty: 2 * kept + 1 }, told(), false],
    [
      'a link that is cut, and nothing written since',
      { status: 'degraded', dirty: 0 },
      told(),
      null,
    ],
    [
      'a link that is cut, and something written',
      { status: 'degraded', dirty: 1 },
      told('syncdone'),
      false,
    ],
  ] as const)('%s', (_, now, events, expected) => {
    expect(isCopied({ ...resource('data', 'primary'), ...now }, events)).toBe(expected);
  });

  it('is not told by a syncdone of an earlier connection', () => {
    const told = (event: HastEventLine['event'], at: number) => ({ event, resource: 'data', at });
    const before = [told('syncstart', 0), told('syncdone', 1000)];
    const primary = resource('data', 'primary');
    const little = { ...primary, dirty: 1 };
    const much = { ...primary, dirty: 2 * kept + 1 };
    expect(isCopied(little, [...before, told('connect', 60_000)])).toBeNull();
    expect(isCopied(much, [...before, told('connect', 60_000)])).toBe(false);
    expect(isCopied(little, [...before, told('connect', 1500)])).toBe(true);
  });

  it('is a question to a primary with a worker only', () => {
    const idle = { ...resource('data', 'init'), role: 'primary' } as const;
    expect(isCopied(idle, [])).toBeNull();
    expect(isCopied(resource('data', 'secondary'), [])).toBeNull();
  });
});

describe('whether the other node is to be asked', () => {
  const now = 1_000_000_000;
  const connected = (since?: number) => ({ lives: true, since });
  const whole = (at: number) => ({ state: 'whole', at }) as const;
  it.each([
    ['as long as nothing is known', undefined, connected(), true],
    [
      'as long as the copy is not whole',
      { state: 'unfinished', at: now } as const,
      connected(),
      true,
    ],
    ['not while a whole copy stays connected', whole(now - 1000), connected(now - 2000), false],
    ['after a new connection', whole(now - 2000), connected(now - 1000), true],
    ['while nothing is connected', whole(now), { lives: false, since: now - 1000 }, true],
    [
      'where nothing tells of connections, again after a while',
      whole(now - 700_000),
      connected(),
      true,
    ],
    ['after the clock was set back', whole(now + 700_000), connected(), true],
  ] as const)('%s', (_, copy, connection, expected) => {
    expect(isInQuestion(copy, connection, now)).toBe(expected);
  });
});
