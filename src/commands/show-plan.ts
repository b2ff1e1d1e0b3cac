import { formatDuration } from '../config/duration.ts';
import { wordText } from '../history/word-file.ts';
import type { Learned } from '../history/stats.ts';
import { pageOf } from '../plan/codes.ts';
import { commandLine, describe } from '../plan/describe.ts';
import { becauseOf } from '../plan/goal.ts';
import type { Step } from '../plan/steps.ts';
import type { GroupPlan } from './plan-report.ts';
import type { Section } from './plan-section.ts';
import { columns, paint, type Terminal } from '../text/terminal.ts';

/** A group's plan, for people. */
export function printPlan(terminal: Terminal, plan: GroupPlan): void {
  const { group, here, afterOff, there } = plan;
  printHeld(terminal, plan);
  const frozen = here.planned.goal.kind === 'frozen';
  const goal = paint(terminal, 'bold', frozen ? 'as it is' : here.planned.goal.kind);
  terminal.print(`group ${group.name}: ${goal}, because ${becauseOf(here.planned.goal)}`);
  if (!frozen) printSection(terminal, here, plan.handOver);
  if (afterOff !== undefined) printThen(terminal, 'after carphast maintenance off', afterOff);
  if (there !== undefined) {
    printThen(terminal, 'then on the other node, if it is set up as this one', there);
    printTotal(terminal, here, there);
  }
}

function printHeld(terminal: Terminal, { group, frozen, maintenance }: GroupPlan): void {
  const say = (text: string): void => {
    terminal.print(paint(terminal, 'yellow', text));
  };
  if (frozen !== undefined)
    say(`group ${group.name} is FROZEN ${wordText(frozen)}: carphast does nothing to it`);
  if (maintenance !== undefined)
    say(`group ${group.name} is in MAINTENANCE ${wordText(maintenance)}: it is not taken over`);
}

function printThen(terminal: Terminal, when: string, section: Section): void {
  const { goal } = section.planned;
  terminal.print(`${when}: ${paint(terminal, 'bold', goal.kind)}, because ${becauseOf(goal)}`);
  printSection(terminal, section);
}

function printSection(terminal: Terminal, section: Section, handOver?: Step): void {
  const { planned, steps } = section;
  if (planned.kind === 'refused') {
    const { code, text } = planned.refusal;
    terminal.print(`  ${paint(terminal, 'red', 'refused')} [${code}]: ${text}`);
    terminal.print(`  next: ${pageOf(code).next}`);
    return;
  }
  const shown = handOver === undefined ? steps : [...steps, afterAll(handOver, steps)];
  if (shown.length === 0) terminal.print('  nothing to do');
  else printSteps(terminal, shown, section);
  printSkipped(terminal, section);
  if (steps.length > 0) terminal.print(`  ${expectedText(section)}`);
}

function afterAll(step: Step, steps: readonly Step[]): Step {
  const last = steps.filter(({ id }) => !steps.some(({ after }) => after.includes(id)));
  return { ...step, after: last.map(({ id }) => id) };
}

function printSteps(terminal: Terminal, steps: readonly Step[], { usually }: Section): void {
  const number = new Map(steps.map(({ id }, at) => [id, at + 1]));
  const timed = steps.some((step) => usually(step) !== undefined);
  const rows = steps.map((step) => [
    `  ${String(number.get(step.id)).padStart(2)}`,
    describe(step.action),
    ...(timed ? [usualText(usually(step))] : []),
    `limit ${formatDuration(step.limitMs)}`,
    step.after.length === 0 ? '' : `after ${numbersOf(step.after, number).join(', ')}`,
  ]);
  columns(rows).forEach((line, at) => {
    terminal.print(line);
    const step = steps[at];
    if (step === undefined) return;
    terminal.print(`        ${commandLine(step.action)}`);
    terminal.print(paint(terminal, 'dim', `        because ${step.reason}`));
  });
}

function numbersOf(ids: readonly string[], number: ReadonlyMap<string, number>): readonly number[] {
  return ids.map((id) => number.get(id) ?? 0).sort((a, b) => a - b);
}

function usualText(learned: Learned | undefined): string {
  return learned === undefined ? '' : `usually ${formatDuration(learned.p50Ms)}`;
}

function printSkipped(terminal: Terminal, { skipped }: Section): void {
  const rows = skipped.map(({ what, why }) => ['   -', what, `skipped: ${why}`]);
  for (const line of columns(rows)) terminal.print(paint(terminal, 'dim', line));
}

function expectedText({ steps, expected: { ms, way, untimed } }: Section): string {
  if (untimed.length === steps.length)
    return 'expected: not known, for none of it was done here yet';
  const numbers = way.map((id) => String(steps.findIndex((step) => step.id === id) + 1));
  const least = untimed.length > 0 ? ' at least, for not all of it was done here yet' : '';
  return `expected: ${formatDuration(ms)}${least} (the longest way: ${numbers.join(', ')})`;
}

function printTotal(terminal: Terminal, here: Section, there: Section): void {
  const sections = [here, there];
  if (sections.some(({ planned }) => planned.kind === 'refused')) return;
  const ms = sections.reduce((sum, { expected }) => sum + expected.ms, 0);
  const known = sections.every(({ expected }) => expected.untimed.length === 0);
  if (ms > 0)
    terminal.print(
      `expected in all: ${formatDuration(ms)}${known ? '' : ' at least'}, and what CARP takes to move the address`,
    );
}
