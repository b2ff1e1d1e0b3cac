import { beforeEach, describe, expect, test } from 'vitest';
import { takeNote, type Note } from '../../src/history/journal.ts';
import { historyPath, openPath } from '../../src/history/paths.ts';
import { readUnderWay } from '../../src/history/under-way.ts';
import { memoryFiles, type MemoryFiles } from '../support/memory-files.ts';

let files: MemoryFiles;
beforeEach(() => {
  files = memoryFiles();
});

describe('what is under way', () => {
  test('nothing, without a record', () => {
    expect(readUnderWay(files, 'main')).toBeUndefined();
  });

  test('the steps that have begun and not ended, with their limits', () => {
    take(begin('a'), step('role:data', 100), ended('role:data'), step('mount:/data', 900));
    expect(readUnderWay(files, 'main')).toEqual({
      begun: begin('a'),
      ended: 1,
      running: [{ id: 'mount:/data', what: 'do mount:/data', startedAt: 1900, limitMs: 30_000 }],
      rollback: false,
    });
  });

  test('of an older carphast, which writes no limits', () => {
    const { limitMs, ...old } = step('role:data', 100);
    take(begin('a'), old);
    expect([limitMs, readUnderWay(files, 'main')?.running[0]?.limitMs]).toEqual([30_000, null]);
  });

  test('a promotion that failed is being taken down', () => {
    take(begin('a'), { ...step('rollback:umount', 5), phase: 'rollback' });
    expect(readUnderWay(files, 'main')?.rollback).toBe(true);
  });

  test('the last one, where a record before it could not be closed', () => {
    take(begin('a'), step('role:data', 1), begin('b'));
    expect(readUnderWay(files, 'main')).toMatchObject({ begun: { id: 'b' }, running: [] });
  });

  test('nothing, where its transition is in the history already', () => {
    take(begin('a'));
    const line = { ...begin('a'), v: 1, kind: 'transition', group: 'main', durationMs: 1 };
    const rest = { outcome: 'done', degraded: [], yielded: false, steps: [] };
    files.texts.set(historyPath, `${JSON.stringify({ ...line, ...rest })}\n`);
    expect(readUnderWay(files, 'main')).toBeUndefined();
  });

  test('nothing that can be said, where the record is torn at its first line', () => {
    files.texts.set(openPath('main'), '{"kind":"beg');
    expect(readUnderWay(files, 'main')).toBeUndefined();
  });
});

function take(...notes: readonly Note[]): void {
  for (const note of notes) takeNote(files, 'main', note);
}

function begin(id: string): Note & { kind: 'begin' } {
  return {
    kind: 'begin',
    id,
    goal: 'active',
    because: '1@em0 is MASTER',
    trigger: 'MASTER 1@em0',
    startedAt: 1000,
  };
}

function step(id: string, startMs: number): Note & { kind: 'step' } {
  return { kind: 'step', id, what: `do ${id}`, phase: 'promote', startMs, limitMs: 30_000 };
}

function ended(id: string): Note {
  return { kind: 'step-ended', id, outcome: 'done', durationMs: 7 };
}
