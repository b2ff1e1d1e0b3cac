import type { Exec, Machine } from '../system/ports.ts';

/** Each question of a check has so long (milliseconds): somebody waits, maybe on the other node. */
export const askMs = 5000;

/** A takeover waits longer for an answer than a person who only asks. */
export function askBriefly(machine: Machine): Machine {
  const exec: Exec = (command) =>
    machine.exec({ ...command, limitMs: Math.min(command.limitMs, askMs) });
  return { ...machine, exec };
}
