import type { Command, Exec, Ran } from '../system/ports.ts';
import { known, unknown, type Reading } from './reading.ts';

/** A command that ended by itself; its status is not judged yet. */
export type Answer = Extract<Ran, { kind: 'exited' }>;

/** Calls a tool. Known only when it ended by itself, whatever its exit status. */
export async function call(exec: Exec, command: Command): Promise<Reading<Answer>> {
  return answerOf(await exec(command), wordsOf(command));
}

/** The answer within a `Ran`, or why there is none. `words` is the command, for the sentence. */
export function answerOf(ran: Ran, words: string): Reading<Answer> {
  switch (ran.kind) {
    case 'exited':
      return known(ran);
    case 'missing':
      return unknown('tool-missing', `${words}: the program does not exist`);
    case 'timed-out':
      return unknown(
        'no-answer',
        `${words}: no answer within ${Math.round(ran.limitMs)} ms${clung(ran.stuck)}`,
      );
    case 'killed':
      return unknown('no-answer', `${words}: ended by signal ${ran.signal}`);
    case 'cancelled':
      return unknown('no-answer', `${words}: called off before it answered${clung(ran.stuck)}`);
    case 'unstartable':
      return unknown('no-answer', `${words}: could not be started: ${ran.message}`);
  }
}

/** The output of a tool whose every exit status but 0 means that it said no. */
export async function callForOutput(exec: Exec, command: Command): Promise<Reading<string>> {
  const answer = await call(exec, command);
  if (!answer.known) return answer;
  return answer.value.status === 0
    ? known(answer.value.stdout)
    : refusal(wordsOf(command), answer.value);
}

/** A tool said no: its own words from stderr (or else stdout), on one line. */
export function refusal(words: string, answer: Answer): Reading<never> {
  const said = firstLineOf(answer.stderr) ?? firstLineOf(answer.stdout);
  const detail = said === undefined ? '' : `: ${said}`;
  return unknown('tool-failed', `${words}: exit ${answer.status}${detail}`);
}

/** `hastctl list data`, for sentences. */
export function wordsOf(command: Command): string {
  const name = command.tool.slice(command.tool.lastIndexOf('/') + 1);
  return [name, ...command.args].join(' ');
}

function firstLineOf(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
}

function clung(stuck: boolean): string {
  return stuck ? ', and it could not be killed' : '';
}
