import { tools } from '../freebsd/tools.ts';
import { askBriefly } from '../check/ask.ts';
import type { Command, Exec, Machine, Ran } from '../system/ports.ts';

/** The machine for one look: no tool is waited for long, and none is asked the same twice. */
export function forOneLook(machine: Machine): Machine {
  const brief = askBriefly(machine);
  return { ...brief, exec: sameAnswers(brief.exec) };
}

/**
 * One picture, one answer: what several parts of a look ask alike is asked once. For questions of a
 * single look only; a name of its own is asked again by hastctl when hastd was busy, so that it is.
 */
function sameAnswers(exec: Exec): Exec {
  const answers = new Map<string, Promise<Ran>>();
  return (command) => {
    if (isAskedAgain(command)) return exec(command);
    const key = [command.tool, ...command.args].join('\u0000');
    const answer = answers.get(key) ?? exec(command);
    answers.set(key, answer);
    return answer;
  };
}

function isAskedAgain({ tool, args }: Command): boolean {
  return tool === tools.hastctl && args.length > 1;
}
