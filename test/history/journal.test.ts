import { beforeEach, describe, expect, test } from 'vitest';
import type { Transition } from '../../src/history/entry.ts';
import {
  appendHistory,
  closeRecord,
  dropRecord,
  readHistory,
  readLeftover,
  takeNote,
  type Note,
} from '../../src/history/journal.ts';
import { historyPath, openPath } from '../../src/history/paths.ts';
import { memoryFiles, type MemoryFiles } from '../support/memory-files.ts';

const group = 'main';
const open = openPath(group);
let files: MemoryFiles;

beforeEach(() => {
  files = memoryFiles();
});

describe('the record of a run that was killed', () => {
  test('without a record nothing is left over', () => {
    expect(readLeftover(files, group, 0)).toBeUndefined();
  });

  test('is a transition that failed, with its steps as far as they came', () => {
    take(begin('a'), step('role:data'), ended('role:data'), step('mount:/data'));
    expect(readLeftover(files, group, 5000)?.entry).toEqual({
      v: 1,
      kind: 'transition',
      id: 'a',
      group,
      goal: 'active',
      because: '1@em0 is MASTER',
      trigger: 'MASTER 1@em0',
      startedAt: 1000,
      durationMs: 4000,
      outcome: 'failed',
      code: 'interrupted',
      text: 'the run was killed at: do mount:/data',
      degraded: [],
      yielded: false,
      steps: [
        { ...record('role:data'), outcome: 'done', durationMs: 7 },
        { ...record('mount:/data'), outcome: 'unfinished', durationMs: 0 },
      ],
    });
  });

  test('between two steps it says so, and a clock that went back makes no time of it', () => {
    take(begin('a'), step('role:data'), ended('role:data'));
    expect(readLeftover(files, group, 10)?.entry).toMatchObject({
      text: 'the run was killed between two steps',
      durationMs: 0,
    });
  });

  test('its beginning and its children are on the disk at once, its steps a moment later', () => {
    take(begin('a'), step('role:data'), { kind: 'child', pid: 7, at: 1000, word: 'data' });
    take({ kind: 'child-ended', pid: 7 }, ended('role:data'));
    expect(files.appended.map(({ keep }) => keep)).toEqual([
      'durable',
      'soon',
      'durable',
      'soon',
      'soon',
    ]);
    appendHistory(files, { v: 1, kind: 'resumed', group, at: 1 });
    expect(files.appended.at(-1)?.keep).toBe('durable');
  });

  test('a torn last line is left out, and so is garbage in the middle', () => {
    take(begin('a'), step('role:data'));
    files.appendText(open, '\0\0\0garbage\n{"kind":"who knows"}\n');
    take(child(7));
    files.appendText(open, '{"kind":"step-ended","id":"role:da');
    const left = readLeftover(files, group, 2000);
    expect(left?.entry?.steps).toEqual([
      { ...record('role:data'), outcome: 'unfinished', durationMs: 0 },
    ]);
    expect(left?.children.map(({ pid }) => pid)).toEqual([7]);
  });

  test('one whose transition is in the history already has only its children left', () => {
    take(begin('a'), child(7));
    appendHistory(files, transition('a'));
    expect(readLeftover(files, group, 0)).toEqual({ children: [child(7)], entry: undefined });
    dropRecord(files, group);
    expect(readLeftover(files, group, 0)).toBeUndefined();
  });

  test('one that lost its first line still names the children', () => {
    take(child(7));
    expect(readLeftover(files, group, 0)).toEqual({ children: [child(7)], entry: undefined });
  });

  test('of several children those are left whose end was not seen', () => {
    take(begin('a'), child(7), child(8), child(9), { kind: 'child-ended', pid: 8 });
    expect(readLeftover(files, group, 0)?.children).toEqual([child(7), child(9)]);
  });

  test('a process id that was used again is a child of its own', () => {
    take(begin('a'), child(7), { kind: 'child-ended', pid: 7 }, child(7));
    expect(readLeftover(files, group, 0)?.children).toEqual([child(7)]);
  });

  test('behind one that could not be closed the last one counts', () => {
    take(begin('a'), step('role:data'), begin('b'), step('mount:/data'));
    expect(readLeftover(files, group, 0)?.entry).toMatchObject({
      id: 'b',
      steps: [{ id: 'mount:/data' }],
    });
  });

  test('another group’s record is another file', () => {
    take(begin('a'));
    expect(readLeftover(files, 'db', 0)).toBeUndefined();
  });

  test('a line that was torn does not swallow the beginning of the next record', () => {
    take(begin('a'));
    files.appendText(open, '{"kind":"step-ended","id":"role:da');
    take(begin('b'));
    expect(readLeftover(files, group, 2000)?.entry?.id).toBe('b');
  });

  test.each([1, 0, -1, 0.5, 4_194_305])('%s is no process that was started', (pid) => {
    take(begin('a'), child(pid), child(7));
    expect(readLeftover(files, group, 0)?.children).toEqual([child(7)]);
  });

  test('of a great many children those left are found at once', () => {
    files.appendText(open, `${JSON.stringify(child(7))}\n`.repeat(40_000));
    const started = performance.now();
    expect(readLeftover(files, group, 0)?.children).toHaveLength(40_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('the history', () => {
  test('tells of a transition once, also when a release beside a silent run has closed its record', () => {
    take(begin('a'), step('role:data'));
    closeRecord(files, { ...transition('a'), code: 'interrupted' });
    take(ended('role:data'));
    expect(closeRecord(files, transition('a')).kind).toBe('written');
    closeRecord(files, transition('b'));
    expect(readHistory(files).lines).toMatchObject([{ id: 'a', code: 'interrupted' }, { id: 'b' }]);
    expect(readLeftover(files, group, 0)).toBeUndefined();
  });

  test('closing a record moves it into the history', () => {
    take(begin('a'));
    expect(closeRecord(files, transition('a')).kind).toBe('written');
    expect(files.exists(open)).toBe(false);
    expect(readHistory(files)).toEqual({ lines: [transition('a')], unreadable: 0 });
  });

  test('on a full disk the record stays for the next run', () => {
    take(begin('a'));
    files.full = true;
    expect(closeRecord(files, transition('a')).kind).toBe('failed');
    expect(files.exists(open)).toBe(true);
  });

  test('no file is an empty history', () => {
    expect(readHistory(files)).toEqual({ lines: [], unreadable: 0 });
  });

  test('lines that cannot be read are counted, and hide no others', () => {
    appendHistory(files, transition('a'));
    files.appendText(historyPath, 'garbage\n{"v":2,"kind":"transition"}\n\n');
    appendHistory(files, { v: 1, kind: 'resumed', group, at: 7 });
    const { lines, unreadable } = readHistory(files);
    expect(lines.map(({ kind }) => kind)).toEqual(['transition', 'resumed']);
    expect(unreadable).toBe(2);
  });

  test.each([1e308, -1, 8.64e15 + 2])('a time that no calendar has is no line: %s', (startedAt) => {
    const lines = [
      { ...transition('a'), startedAt },
      { v: 1, kind: 'resumed', group, at: startedAt },
    ];
    files.appendText(historyPath, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(readHistory(files)).toEqual({ lines: [], unreadable: 2 });
  });

  test('a line torn by a power cut does not take the next one with it', () => {
    appendHistory(files, transition('a'));
    files.appendText(historyPath, '{"v":1,"kind":"transi');
    appendHistory(files, transition('b'));
    expect(readHistory(files)).toEqual({
      lines: [transition('a'), transition('b')],
      unreadable: 1,
    });
  });

  test('once it has grown large the oldest lines go, and the newest stay', () => {
    const long = { ...transition('old'), because: 'x'.repeat(2000) };
    const line = `${JSON.stringify(long)}\n`;
    files.replaceText(historyPath, line.repeat(2500));
    appendHistory(files, transition('new'));
    appendHistory(files, transition('newest'));
    const { lines, unreadable } = readHistory(files);
    expect(unreadable).toBe(0);
    expect(lines.length).toBeLessThanOrEqual(2001);
    expect(lines.slice(-2)).toEqual([transition('new'), transition('newest')]);
  });

  test('a small one is never rewritten', () => {
    for (let count = 0; count < 2100; count += 1) appendHistory(files, transition(`${count}`));
    expect(readHistory(files).lines).toHaveLength(2100);
  });
});

function take(...notes: readonly Note[]): void {
  for (const note of notes) takeNote(files, group, note);
}

function begin(id: string): Note {
  return {
    kind: 'begin',
    id,
    goal: 'active',
    because: '1@em0 is MASTER',
    trigger: 'MASTER 1@em0',
    startedAt: 1000,
  };
}

function record(id: string) {
  return { id, what: `do ${id}`, phase: 'promote' as const, startMs: 3 };
}

function step(id: string): Note {
  return { kind: 'step', ...record(id) };
}

function ended(id: string): Note {
  return { kind: 'step-ended', id, outcome: 'done', durationMs: 7 };
}

function child(pid: number): Note & { kind: 'child' } {
  return { kind: 'child', pid, at: 1000, word: 'onestart' };
}

function transition(id: string): Transition {
  return {
    v: 1,
    kind: 'transition',
    id,
    group,
    goal: 'active',
    because: '1@em0 is MASTER',
    trigger: 'MASTER 1@em0',
    startedAt: 1000,
    durationMs: 10,
    outcome: 'done',
    degraded: [],
    yielded: false,
    steps: [],
  };
}
