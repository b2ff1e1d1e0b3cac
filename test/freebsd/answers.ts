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
