import { formatDuration } from '../config/duration.ts';
import type { Rehearsed } from '../rehearsal/rehearse.ts';
import type { Scenario } from '../rehearsal/scenario/scenario.ts';
import { exit } from './exit.ts';
import { showLine } from './show-line.ts';
import { columns, paint, printJson, type Terminal } from '../text/terminal.ts';

export interface RehearseOptions {
  readonly scenario?: string;
  readonly list: boolean;
  readonly json: boolean;
  /** Waits between the lines of a timeline, in real time. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** `carphast rehearse`: plays failovers on a simulated pair, on any machine, without root. */
export async function rehearse(terminal: Terminal, options: RehearseOptions): Promise<number> {
  const { chooseScenarios } = await import('../rehearsal/scenario/library.ts');
  const chosen = await chooseScenarios(options.list ? 'all' : options.scenario);
  if (chosen.kind !== 'scenarios') {
    const problems = chosen.kind === 'unknown' ? [chosen.problem] : chosen.problems;
    for (const problem of problems) terminal.complain(problem);
    return chosen.kind === 'unknown' ? exit.usage : exit.config;
  }
  const { scenarios } = chosen;
  if (options.list) {
    for (const line of columns(scenarios.map(({ name, title }) => [name, title])))
      terminal.print(line);
    return listFaults(terminal);
  }
  const results = await playAll(terminal, scenarios, options);
  if (options.json) printJson(terminal, { v: 1, scenarios: results });
  else printVerdict(terminal, results);
  return results.every(({ held }) => held) ? exit.done : exit.failed;
}

async function listFaults(terminal: Terminal): Promise<number> {
  const { catalogue } = await import('../rehearsal/faults/catalogue.ts');
  terminal.print('');
  terminal.print('faults, for --fault:');
  const rows = catalogue.map(({ name, sentence, takes }) => {
    const given = Object.entries(takes).map(([key, value]) => `${key}=${String(value)}`);
    return [name, [sentence, ...given].join(', ')] as const;
  });
  for (const line of columns(rows)) terminal.print(line);
  return exit.done;
}

/** All of it together is shown in less than this. */
const showMs = 8000;

async function playAll(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  options: RehearseOptions,
): Promise<readonly Rehearsed[]> {
  const { rehearse: playScenario } = await import('../rehearsal/rehearse.ts');
  const results: Rehearsed[] = [];
  for (const scenario of scenarios) {
    const result = await playScenario(scenario);
    if (!options.json) await show(terminal, result, { ...options, ms: showMs / scenarios.length });
    results.push(result);
  }
  return results;
}

async function show(
  terminal: Terminal,
  result: Rehearsed,
  pace: { readonly sleep: RehearseOptions['sleep']; readonly ms: number },
): Promise<void> {
  terminal.print(paint(terminal, 'bold', `${result.story}: ${result.title}`));
  const last = result.lines.at(-1)?.at ?? 0;
  let before = 0;
  for (const line of result.lines) {
    if (terminal.interactive && last > 0) await pace.sleep(((line.at - before) / last) * pace.ms);
    before = line.at;
    terminal.print(showLine(terminal, line));
  }
  const outage = formatDuration(result.outageMs);
  const verdict = result.held ? paint(terminal, 'green', 'held') : paint(terminal, 'red', 'BROKEN');
  terminal.print(
    `  ${verdict}: nobody served for ${outage}, then ${result.servesAtEnd.join(' and ') || 'nobody'} did`,
  );
  result.violations.forEach(({ invariant, sentence }) =>
    terminal.print(`  ${paint(terminal, 'red', invariant)} ${sentence}`),
  );
  result.differences.forEach((text) =>
    terminal.print(`  ${paint(terminal, 'red', 'found')} ${text}`),
  );
  terminal.print('');
}

function printVerdict(terminal: Terminal, results: readonly Rehearsed[]): void {
  const worst = Math.max(...results.map(({ outageMs }) => outageMs));
  const held = results.filter((result) => result.held).length;
  terminal.print(
    `${held} of ${results.length} scenarios held; the longest outage was ${formatDuration(worst)} (simulated time)`,
  );
}
