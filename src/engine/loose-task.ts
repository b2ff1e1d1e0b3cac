import type { Group } from '../config/model.ts';
import type { Machine } from '../system/ports.ts';
import type { Task } from './task.ts';

/** A step outside of a transition: nothing but the log keeps it. */
export function looseTask(
  machine: Machine,
  look: { readonly queryMs: number; readonly hastMs: number },
  group?: Group,
): Task {
  const limitMs = group?.limits.yield ?? look.queryMs;
  return {
    machine,
    limitMs,
    deadline: machine.clock.elapsed() + limitMs,
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
