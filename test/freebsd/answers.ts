import assert from 'node:assert/strict';
import type { Reading } from '../../src/freebsd/reading.ts';
import type { Command, Exec, Ran } from '../../src/system/ports.ts';
import type { Recorded } from '../support/recordings.ts';

/** How a command ended by itself. */
export function exited(status: number, stdout = '', stderr = ''): Ran {
  return { kind: 'exited', status, stdout, stderr, durationMs: 1 };
}

/** A machine that answers every command the same way, and keeps what was asked. */
export function answering(...answers: readonly Ran[]): { exec: Exec; asked: Command[] } {
  const asked: Command[] = [];
  const exec: Exec = (command) => {
    asked.push(command);
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!);
  };
  return { exec, asked };
}

/** A machine that answers as recorded. */
export function replaying(entry: Recorded): Exec {
  return answering(exited(entry.exit, entry.stdout, entry.stderr)).exec;
}

/** The value of a reading that has to be known. */
export function fact<T>(reading: Reading<T>): T {
  assert.ok(reading.known, reading.known ? '' : reading.problem.text);
  return reading.value;
}

/** The code of the problem of a reading that must not be known. */
export function problemOf(reading: Reading<unknown>): string {
  assert.ok(!reading.known, `known: ${JSON.stringify(reading)}`);
  return reading.problem.code;
}
