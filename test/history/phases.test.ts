import { describe, expect, test } from 'vitest';
import { dependsOnPeer, phaseOf } from '../../src/history/phases.ts';
import { timingsOf } from '../../src/history/timings.ts';
import { playScenario } from '../../src/rehearsal/scenario/play.ts';
import { readScenario } from '../../src/rehearsal/scenario/read.ts';
import { nodeNames } from '../../src/rehearsal/stage.ts';
import { transitionsOf } from '../../src/rehearsal/transitions.ts';
import { shippedScenarios } from '../../src/system/shipped.ts';
import { step, transition } from '../support/history-lines.ts';

describe('the phase of a step', () => {
  test('one role change is not the other', () => {
    expect(phaseOf(step('role:data')).key).toBe('primary:data');
    expect(phaseOf(step('role:data', { phase: 'demote' })).key).toBe('secondary:data');
    expect(phaseOf(step('rollback:role:data', { phase: 'rollback' })).key).toBe('secondary:data');
  });

  test('what lies behind the first colon is the subject, colons and blanks included', () => {
    const { kind, subject, name } = phaseOf(step('mount:/a:b c'));
    expect([kind, subject, name]).toEqual(['mount', '/a:b c', 'mount /a:b c']);
  });

  test('the same work has the same key, in a rollback and on a stack of mounts', () => {
    expect(phaseOf(step('rollback:stop:nfsd', { phase: 'rollback' })).key).toBe('stop:nfsd');
    expect(phaseOf(step('unmount:/d#2', { phase: 'demote' })).key).toBe('unmount:/d');
  });

  test('a step of a later version is told by its id, and so is one that is called as we are', () => {
    expect(phaseOf(step('fence:peer'))).toMatchObject({ kind: 'other', name: 'fence:peer' });
    for (const id of ['look', 'other:x', 'toString', '__proto__:x', ''])
      expect(phaseOf(step(id)).kind).toBe('other');
  });

  test('waits for the other node are no sign of a slow machine', () => {
    expect(dependsOnPeer(phaseOf(step('release:data')))).toBe(true);
    expect(dependsOnPeer(phaseOf(step('mount:/d')))).toBe(false);
  });
});

test('the first look comes first, then the steps as they began', () => {
  const steps = [step('mount:/d', { startMs: 900 }), step('role:data', { startMs: 120 })];
  const found = timingsOf(transition({ steps })).map(({ phase, startMs }) => [phase.key, startMs]);
  expect(found).toEqual([
    ['look', 0],
    ['primary:data', 120],
    ['mount:/d', 900],
  ]);
  expect(timingsOf(transition())).toEqual([]);
});

const told = ['power-cut', 'pool-moves', 'fails-on-both', 'clean-stop', 'boot-beside-primary'];

test.each(told)('each step that is taken in %s has a phase of its own', async (name) => {
  const [file] = shippedScenarios().filter((one) => one.name === name);
  const read = await readScenario(file!);
  if (read.kind !== 'scenario') throw new Error(read.problems.join());
  const { stage } = await playScenario(read.scenario);
  const steps = nodeNames.flatMap((node) => transitionsOf(stage, node)).flatMap((one) => one.steps);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((one) => phaseOf(one).kind === 'other')).toEqual([]);
});
