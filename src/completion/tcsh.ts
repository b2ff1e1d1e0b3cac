import type { Model } from './model.ts';
import { oldNames } from './old-names.ts';
import { pipelines, type Values } from './values.ts';

/**
 * For tcsh(1), FreeBSD's csh: `complete` knows the word before and the place, not the verb, so the
 * options of all verbs are offered.
 */
export function tcshCompletion(model: Model): string {
  const flags = [...model.options, ...model.verbs.flatMap(({ options }) => options)];
  const long = [
    ...new Set(flags.flatMap(({ names }) => names).filter((name) => name.startsWith('--'))),
  ];
  const rules = [
    `c%--%(${long.map((name) => name.slice(2)).join(' ')})%`,
    ...unique(
      flags.flatMap(({ names, takes }) =>
        takes === undefined ? [] : names.map((name) => rule('n', name, takes)),
      ),
    ),
    ...model.verbs.flatMap(({ words, operands, below }) => {
      const place = words.split(' ').at(-1) ?? '';
      const given = below.length > 0 ? { name: 'below', words: below } : operands[0]?.values;
      const [second] = operands.slice(1);
      return [
        ...(given === undefined ? [] : [rule('n', place, given)]),
        ...(second === undefined ? [] : [rule('N', place, second.values)]),
      ];
    }),
    rule('p', '1', model.first),
  ];
  return [
    '# tcsh completion of carphast. Made by scripts/docs.mjs; do not edit.',
    command(
      'carphast',
      rules.filter((one) => one !== ''),
    ),
    ...Object.entries(oldNames).map(([old, verb]) => {
      const places = model.verbs.find(({ words }) => words === verb)?.operands ?? [];
      return command(
        old,
        places.map(({ values, variadic }, at) =>
          rule('p', variadic ? '*' : String(at + 1), values),
        ),
      );
    }),
    '',
  ].join('\n');
}

function command(name: string, rules: readonly string[]): string {
  return [`complete ${name}`, ...rules.map((one) => `'${one}'`)].join(' \\\n\t');
}

function rule(kind: 'n' | 'N' | 'p', place: string, values: Values): string {
  const { words, asks, path } = values;
  if (path !== undefined) return `${kind}%${place}%${path === 'file' ? 'f' : 'd'}%`;
  if (asks !== undefined && words.length === 0) return `${kind}%${place}%\`${pipelines[asks]}\`%`;
  return words.length === 0 ? '' : `${kind}%${place}%(${words.join(' ')})%`;
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
