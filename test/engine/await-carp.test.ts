import { expect, it } from 'vitest';
import { awaitCarp, type Silence } from '../../src/engine/await-carp.ts';
import { unknown, type ProblemCode } from '../../src/freebsd/reading.ts';
import { smallNode, type SmallNode } from '../support/small-node.ts';

/** ifconfig says nothing until that second. */
function silentUntil(second: number): Promise<SmallNode> {
  return smallNode({
    script: (line, { machine }) =>
      line === 'ifconfig -a' && machine.clock.elapsed() < second * 1000
        ? { kind: 'timed-out', takes: 1000 }
        : undefined,
  });
}

function silence(code: ProblemCode = 'no-answer', signal = new AbortController().signal): Silence {
  const vhids = unknown<never>(code, 'it did not answer');
  return { vhids, goal: { kind: 'unknown', problem: { code, text: 'it did not answer' } }, signal };
}

it('it is asked until it answers, and then all is to be looked at anew', async () => {
  const { run, group, machine } = await silentUntil(12);
  expect(await awaitCarp(run, group, silence())).toBe(true);
  expect(machine.clock.elapsed()).toBeLessThan(20_000);
});

it('a run waits for 30 s in all, however many groups and hints ask for it', async () => {
  const { run, group, machine, told } = await silentUntil(Infinity);
  const both = [awaitCarp(run, group, silence()), awaitCarp(run, group, silence())];
  expect(await Promise.all(both)).toEqual([false, false]);
  const ended = machine.clock.elapsed();
  expect(ended).toBeLessThan(32_000);
  expect(await awaitCarp(run, group, silence())).toBe(false);
  expect(machine.clock.elapsed()).toBe(ended);
  expect(told()).toHaveLength(1);
});

it('a hint that tells the goal ends the wait', async () => {
  const { run, group, machine } = await silentUntil(Infinity);
  const off = new AbortController();
  void machine.clock.sleep(4000).then(() => off.abort());
  expect(await awaitCarp(run, group, silence('no-answer', off.signal))).toBe(true);
  expect(machine.clock.elapsed()).toBeLessThan(10_000);
});

it('where there is no ifconfig nothing is waited for', async () => {
  const { run, group, lines } = await silentUntil(0);
  expect(await awaitCarp(run, group, silence('tool-missing'))).toBe(false);
  expect(lines()).toEqual([]);
});
