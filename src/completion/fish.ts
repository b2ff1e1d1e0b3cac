import type { Flag, Model, Verb } from './model.ts';
import { oldNames } from './old-names.ts';
import { pipelines, type Values } from './values.ts';

/** For fish(1). */
export function fishCompletion(model: Model): string {
  const top = model.verbs.filter(({ words }) => !words.includes(' '));
  const names = top.map(({ words }) => words).join(' ');
  return [
    '# fish completion of carphast. Made by scripts/docs.mjs; do not edit.',
    '',
    `set -g __carphast_verbs ${names}`,
    'complete -c carphast -f',
    ...model.options.map((flag) => option(undefined, flag)),
    ...model.alone.map((flag) =>
      option("-n 'not __fish_seen_subcommand_from $__carphast_verbs'", flag),
    ),
    ...top.map(
      ({ words, description }) =>
        `complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a ${words} -d ${quote(description)}`,
    ),
    `complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a ${quote(list({ ...model.first, words: model.first.words.filter((word) => !top.some(({ words }) => words === word)) }))}`,
    ...model.verbs.flatMap((verb) => verbLines(verb)),
    '',
    ...Object.entries(oldNames).map(([old, verb]) => `complete -c ${old} -w 'carphast ${verb}'`),
    '',
  ].join('\n');
}

function verbLines(verb: Verb): readonly string[] {
  const when = `-n ${quote(seen(verb.words))}`;
  const fixed = verb.operands.flatMap(({ values, variadic }, at) => {
    const given = list(values);
    if (given === '') return [];
    // A word that was chosen is not offered again, and what comes after it is.
    const before = verb.operands[at - 1]?.values.words ?? [];
    const own = variadic || values.words.length === 0 ? [] : values.words;
    const conditions = [
      seen(verb.words),
      ...(before.length === 0 ? [] : [`__fish_seen_subcommand_from ${before.join(' ')}`]),
      ...(own.length === 0 ? [] : [`not __fish_seen_subcommand_from ${own.join(' ')}`]),
    ];
    return [`complete -c carphast -n ${quote(conditions.join('; and '))} -a ${quote(given)}`];
  });
  return [
    '',
    ...fixed,
    ...(verb.below.length === 0
      ? []
      : [
          `complete -c carphast -n ${quote(`${seen(verb.words)}; and not __fish_seen_subcommand_from ${verb.below.join(' ')}`)} -a '${verb.below.join(' ')}'`,
        ]),
    ...verb.options.map((flag) => option(when, flag)),
  ];
}

function seen(words: string): string {
  return words
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
}

function option(when: string | undefined, { names, description, takes }: Flag): string {
  const flags = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  return [
    'complete -c carphast',
    ...(when === undefined ? [] : [when]),
    ...flags,
    ...value(takes),
    `-d ${quote(description)}`,
  ].join(' ');
}

function value(takes: Values | undefined): readonly string[] {
  if (takes === undefined) return [];
  if (takes.path !== undefined) return ['-r', '-F'];
  const given = list(takes);
  return given === '' ? ['-x'] : ['-x', `-a ${quote(given)}`];
}

function list({ words, asks }: Values): string {
  return [...words, ...(asks === undefined ? [] : [`(${pipelines[asks]} 2>/dev/null)`])].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
