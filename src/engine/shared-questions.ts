import { tools } from '../freebsd/tools.ts';
import type { Command, Exec, Ran } from '../system/ports.ts';

/**
 * Answers identical questions together. Steps that run side by side ask the same at the same time:
 * with 64 of them about to start, 64 calls of ifconfig would tell the same.
 *
 * INVARIANT: an answer is never older than the question. One call of a kind runs and at most one
 * waits; whoever asks while one runs gets the answer of the next one.
 */
export function shareQuestions(exec: Exec): Exec {
  const asked = new Map<string, Question>();
  return (command) => {
    if (!isQuestion(command)) return exec(command);
    const key = [command.tool, ...command.args].join('\u0000');
    const question = asked.get(key) ?? { running: undefined, next: undefined };
    asked.set(key, question);
    return (question.next ??= ask(exec, command, question));
  };
}

interface Question {
  running: Promise<Ran> | undefined;
  next: Promise<Ran> | undefined;
}

async function ask(exec: Exec, command: Command, question: Question): Promise<Ran> {
  await question.running;
  question.next = undefined;
  question.running = exec(command);
  return question.running;
}

/** Commands that only look, by their exact shape: what changes something is never shared. */
function isQuestion({ tool, args, signal, onStart }: Command): boolean {
  if (signal !== undefined || onStart !== undefined) return false;
  const [first, second] = args;
  switch (tool) {
    case tools.ifconfig:
      return first === '-a' && args.length === 1;
    case tools.hastctl:
      return first === 'list' || first === 'status';
    case tools.ps:
      return first === 'axww';
    case tools.mount:
      return first === '-p' || first === '--libxo';
    case tools.zpool:
    case tools.zfs:
      return first === 'list';
    case tools.service:
      return second === 'onestatus';
    default:
      return false;
  }
}
