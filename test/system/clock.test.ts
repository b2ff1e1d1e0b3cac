import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { realClock } from '../../src/system/clock.ts';

test('sleeps at least as long as it is told', async () => {
  const start = realClock.elapsed();
  await realClock.sleep(30);
  expect(realClock.elapsed() - start).toBeGreaterThan(28);
});

test('an abort ends a sleep at once, and leaves no listener behind', async () => {
  const controller = new AbortController();
  const sleep = realClock.sleep(60_000, controller.signal);
  await realClock.sleep(1, controller.signal);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  controller.abort();
  await sleep;
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  await realClock.sleep(60_000, controller.signal);
});

test('a sleep without end does not end at once', async () => {
  const controller = new AbortController();
  let over = false;
  const sleep = realClock.sleep(Infinity, controller.signal).then(() => (over = true));
  await realClock.sleep(30);
  expect(over).toBe(false);
  controller.abort();
  await sleep;
});
