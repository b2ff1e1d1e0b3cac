import { parse, TomlError } from 'smol-toml';
import { parseDuration } from '../../config/duration.ts';
import { explainIssues, formatProblem, type ConfigProblem } from '../../config/problems.ts';
import { configOf } from '../configured.ts';
import type { Drama, Happening } from '../drama.ts';
import { readHappening } from './happens.ts';
import { setupOf } from './pair.ts';
import type { Scenario } from './scenario.ts';
import { keysAt, schema, type ScenarioFile } from './schema.ts';

/** A scenario file as it was found. */
export interface ScenarioText {
  /** Its name without `.toml`. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export type ReadScenario =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** Problems name the file, the key, what was found and what was expected. */
export async function readScenario({ name, path, text }: ScenarioText): Promise<ReadScenario> {
  const toml = parseToml(text, path);
  if ('problem' in toml) return invalid([toml.problem]);
  const checked = schema.safeParse(toml.value);
  if (!checked.success) {
    const problems = explainIssues(checked.error.issues, toml.value, keysAt);
    return invalid(problems.map((one) => formatProblem(path, one)));
  }
  const happens = (checked.data.happens ?? []).map((one, at) =>
    readHappening(one, `happens[${at}]`),
  );
  const wrong = happens.flatMap((one) => (one.kind === 'problem' ? [one.problem] : []));
  const drama: Drama = {
    seed: 1,
    setup: setupOf(checked.data.pair ?? {}),
    happenings: happens.flatMap((one): readonly Happening[] =>
      one.kind === 'happening' ? [one.happening] : [],
    ),
  };
  const problems = [...wrong, ...(await configProblems(drama))];
  if (problems.length > 0) return invalid(problems.map((one) => formatProblem(path, one)));
  return { kind: 'scenario', scenario: scenarioOf(name, checked.data, drama) };
}

function scenarioOf(name: string, file: ScenarioFile, drama: Drama): Scenario {
  const { title, tour, mended = false, lasts, meanwhile = [] } = file;
  return {
    name,
    title,
    ...(tour === undefined ? {} : { tour }),
    drama,
    mended,
    ...(lasts === undefined ? {} : { lastsMs: parseDuration(lasts) ?? 0 }),
    meanwhile: meanwhile.map(({ at, ...expected }) => ({ atMs: parseDuration(at) ?? 0, expected })),
    expected: file.expect ?? {},
  };
}

/** The pair is asked whether carphast would read its configuration. */
async function configProblems({ setup }: Drama): Promise<readonly ConfigProblem[]> {
  try {
    await configOf(setup);
    return [];
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [{ key: 'pair.config', found, expected: 'a configuration that carphast can read' }];
  }
}

function parseToml(
  text: string,
  path: string,
): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const sentence = error.message.split('\n')[0] ?? 'not TOML';
    return { problem: `${path}:${error.line}:${error.column}: ${sentence}` };
  }
}

function invalid(problems: readonly string[]): ReadScenario {
  return { kind: 'invalid', problems };
}
