import type { Declared, DeclaredOption } from '../manual/declared.ts';
import { flattened } from '../manual/program-page.ts';
import { nothing, valuesOf, type Known, type Values } from './values.ts';

/** All that a completion has to know, the same for each shell. */
export interface Model {
  /** Of every verb. */
  readonly options: readonly Flag[];
  /** Before any verb only. */
  readonly alone: readonly Flag[];
  readonly verbs: readonly Verb[];
  /** What the first word may be. */
  readonly first: Values;
  /** Each once, by its name. */
  readonly values: readonly Values[];
}

export interface Verb {
  /** `history show` */
  readonly words: string;
  readonly description: string;
  readonly options: readonly Flag[];
  readonly operands: readonly { readonly values: Values; readonly variadic: boolean }[];
  readonly below: readonly string[];
}

export interface Flag {
  /** `-n`, `--last` */
  readonly names: readonly string[];
  readonly description: string;
  /** Undefined where it takes nothing. */
  readonly takes: Values | undefined;
  readonly repeats: boolean;
}

export function modelOf(whole: Declared, known: Known): Model {
  const flag = (verb: string, option: DeclaredOption): Flag => ({
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: option.description,
    takes:
      option.value === undefined
        ? undefined
        : valuesOf(whole, known, { verb, name: option.value, choices: [] }),
    repeats: option.variadic,
  });
  const verbs = flattened(whole)
    .filter(({ words }) => words !== '')
    .map(({ words, description, options, operands, below }) => ({
      words,
      description,
      options: options.map((option) => flag(words, option)),
      operands: operands.map(({ name, choices, variadic }) => ({
        values: valuesOf(whole, known, { verb: words, name, choices }),
        variadic,
      })),
      below: below.map((one) => one.words.split(' ').at(-1) ?? ''),
    }));
  const all = whole.options.map((option) => flag('', option));
  const options = all.filter((one) => !isAlone(one));
  const first = valuesOf(whole, known, { verb: '', name: 'words', choices: [] });
  return {
    options,
    alone: all.filter(isAlone),
    verbs,
    first,
    values: each([...options, ...verbs], first),
  };
}

function each(parts: readonly (Flag | Verb)[], first: Values): readonly Values[] {
  const found = parts.flatMap((part) =>
    'operands' in part
      ? [...part.operands.map(({ values }) => values), ...part.options.map(taken)]
      : [taken(part)],
  );
  return [...new Map([first, ...found].map((values) => [values.name, values])).values()];
}

function isAlone({ names }: Flag): boolean {
  return names.includes('--version') || names.includes('--help');
}

function taken({ takes }: Flag): Values {
  return takes ?? nothing;
}
