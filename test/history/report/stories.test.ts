import { expect, test } from 'vitest';
import { axisOf, linesOf, percentOf } from '../../../src/history/report/axis.ts';
import { storiesOf } from '../../../src/history/report/stories.ts';
import { evening, release, transition } from '../../support/history-lines.ts';

const node = (name: string, lines: readonly ReturnType<typeof transition>[]) => ({
  node: name,
  lines,
  marks: [],
});

test('a hand-over of both nodes is one story; the hand-back an hour later is another', () => {
  const stories = storiesOf([
    node('a', [release(0), transition({ startedAt: 3_605_000 })]),
    node('b', [transition({ startedAt: 5000 }), release(3_600_000)]),
  ]);
  expect(stories.map(({ scenes }) => scenes.map((scene) => scene.node))).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ]);
});

test('groups move apart, also in the same second', () => {
  const stories = storiesOf([node('a', [transition(), transition({ group: 'db' })])]);
  expect(stories.map(({ group }) => group)).toEqual(['main', 'db']);
});

test('a long transition holds what happens in it, and a short one after it ends nothing', () => {
  const stories = storiesOf([
    node('a', [transition({ durationMs: 600_000 }), transition({ startedAt: 5000 })]),
    node('b', [transition({ startedAt: 615_000 })]),
  ]);
  expect(stories).toHaveLength(1);
});

test('what happened shortly before is shown, and widens the picture; what is far off is not', () => {
  const marks = [
    { at: evening - 3000, text: 'power cut' },
    { at: evening - 60_000, text: 'yesterday’s news' },
  ];
  const [story] = storiesOf([{ ...node('a', [transition()]), marks }]);
  expect(story?.from).toBe(evening - 3000);
  expect(story?.marks.map(({ text }) => text)).toEqual(['power cut']);
});

test.each([0, 1, 90, 999, 41_300, 61_000, 3_600_000, 90_000_000])(
  'an axis of %i ms has a few round lines, and all lies on it',
  (length) => {
    const axis = axisOf(evening, evening + length);
    const lines = linesOf(axis);
    expect(lines.length).toBeLessThanOrEqual(7);
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(Number(percentOf(axis, length))).toBeLessThanOrEqual(100);
    expect(percentOf(axis, -5)).toBe('0.00');
  },
);
