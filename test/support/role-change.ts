import { setRole } from '../../src/engine/executors/hast.ts';
import type { StepResult } from '../../src/engine/task.ts';
import type { Role } from '../../src/freebsd/types.ts';
import { scripted, taskOn, type Answer, type Scripted } from './scripted.ts';
import { processTable } from './tool-answers.ts';

export type Answers = Readonly<Record<string, Answer | undefined>>;

/** A node whose tools give these answers, whenever they are asked; no worker of hastd runs on it. */
export function node(answers: Answers): Scripted {
  const all: Answers = { 'ps axww': processTable(), ...answers };
  return scripted((line) => all[line]);
}

interface Wish {
  readonly pools?: readonly string[];
  readonly limitMs?: number;
  readonly from?: 'secondary';
}

/** The step that gives the resource `data` a role. */
export function change(
  scene: Scripted,
  role: Role,
  { pools = [], limitMs = 10_000, from }: Wish = {},
): Promise<StepResult> {
  return setRole(taskOn(scene, { limitMs }), {
    kind: 'set-role',
    resource: 'data',
    role,
    pools,
    ...(from === undefined ? {} : { from }),
  });
}
