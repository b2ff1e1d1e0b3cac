import { didYouMean, nearest } from '../../config/nearest.ts';
import { namedFile, shippedScenarios } from '../../system/shipped.ts';
import { readScenario, type ScenarioText } from './read.ts';
import type { Scenario } from './scenario.ts';

export type Chosen =
  | { readonly kind: 'scenarios'; readonly scenarios: readonly Scenario[] }
  | { readonly kind: 'unknown'; readonly problem: string }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** The scenarios of a name, of `all`, of a file `X.toml`; without a word those of the tour. */
export async function chooseScenarios(word?: string): Promise<Chosen> {
  if (word?.endsWith('.toml') === true) {
    const file = namedFile(word);
    return 'problem' in file ? { kind: 'unknown', problem: file.problem } : readAll([file]);
  }
  const shipped = shippedScenarios();
  if (shipped.length === 0)
    return { kind: 'unknown', problem: 'found no directory "scenarios" beside the program' };
  if (word === undefined || word === 'all') {
    const read = await readAll(shipped);
    if (read.kind !== 'scenarios' || word === 'all') return read;
    return { ...read, scenarios: tourOf(read.scenarios) };
  }
  const found = shipped.filter(({ name }) => name === word);
  return found.length > 0 ? readAll(found) : unknown(word, shipped);
}

function tourOf(scenarios: readonly Scenario[]): readonly Scenario[] {
  const place = ({ tour = 0 }: Scenario): number => tour;
  return scenarios
    .filter((one) => one.tour !== undefined)
    .sort((one, other) => place(one) - place(other));
}

function unknown(word: string, shipped: readonly ScenarioText[]): Chosen {
  const names = shipped.map(({ name }) => name);
  const hint = didYouMean(nearest(word, names));
  const problem = `found no scenario "${word}", expected all, a file X.toml, or one that "carphast rehearse --list" shows.${hint}`;
  return { kind: 'unknown', problem };
}

async function readAll(files: readonly ScenarioText[]): Promise<Chosen> {
  const scenarios: Scenario[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const read = await readScenario(file);
    if (read.kind === 'scenario') scenarios.push(read.scenario);
    else problems.push(...read.problems);
  }
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'scenarios', scenarios };
}
