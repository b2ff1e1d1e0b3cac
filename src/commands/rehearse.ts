import { didYouMean, nearest } from '../config/nearest.ts';
import { formatDuration } from '../config/duration.ts';
import type { Rehearsed } from '../rehearsal/rehearse.ts';
import type { Story } from '../rehearsal/stories.ts';
import { exit } from './exit.ts';
import { showLine } from './show-line.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

export interface RehearseOptions {
  readonly scenario?: string;
  readonly list: boolean;
  readonly json: boolean;
  /** Waits between the lines of a timeline, in real time. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** `carphast rehearse`: plays failovers on a simulated pair, on any machine, without root. */
export async function rehearse(terminal: Terminal, options: RehearseOptions): Promise<number> {
  const { stories } = await import('../rehearsal/stories.ts');
  if (options.list) {
    stories.forEach(({ name, title }) => terminal.print(`${name.padEnd(20)} ${title}`));
    return exit.done;
  }
  const chosen =
    options.scenario === undefined
      ? stories
      : stories.filter(({ name }) => name === options.scenario);
  if (chosen.length === 0) return unknownStory(terminal, options.scenario ?? '', stories);
  const results = await playAll(terminal, chosen, options);
  if (options.json) printJson(terminal, { v: 1, scenarios: results });
  else printVerdict(terminal, results);
  return results.every(({ held }) => held) ? exit.done : exit.failed;
}

/** All of it together is shown in less than this. */
const showMs = 8000;

async function playAll(
  terminal: Terminal,
  stories: readonly Story[],
  options: RehearseOptions,
): Promise<readonly Rehearsed[]> {
  const { rehearse: playStory } = await import('../rehearsal/rehearse.ts');
  const results: Rehearsed[] = [];
  for (const story of stories) {
    const result = await playStory(story);
    if (!options.json) await show(terminal, result, { ...options, ms: showMs / stories.length });
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
  terminal.print('');
}

function printVerdict(terminal: Terminal, results: readonly Rehearsed[]): void {
  const worst = Math.max(...results.map(({ outageMs }) => outageMs));
  const held = results.filter((result) => result.held).length;
  terminal.print(
    `${held} of ${results.length} scenarios held; the longest outage was ${formatDuration(worst)} (simulated time)`,
  );
}

function unknownStory(terminal: Terminal, name: string, stories: readonly Story[]): number {
  const known = stories.map((story) => story.name);
  const hint = didYouMean(nearest(name, known));
  terminal.complain(`found no scenario "${name}", expected one of ${known.join(', ')}.${hint}`);
  return exit.usage;
}
