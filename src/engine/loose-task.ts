import type { Group } from '../config/model.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/** A step outside of a transition: nothing but the log keeps it. */
export function looseTask(run: Pick<Run, 'machine' | 'look' | 'endsAt'>, group?: Group): Task {
  const { machine, look, endsAt } = run;
  const limitMs = group?.limits.yield ?? look.queryMs;
  return {
    machine,
    limitMs,
    deadline: machine.clock.elapsed() + limitMs,
    ...(endsAt === undefined ? {} : { endsAt }),
    signal: new AbortController().signal,
    queryMs: look.queryMs,
    hastMs: look.hastMs,
    say: (message) => {
      machine.log.info(message);
    },
    onCommand: () => undefined,
    onCommandEnd: () => undefined,
  };
}
