import type { Flag, Model, Verb } from './model.ts';
import { oldNames } from './old-names.ts';
import { pipelines, type Values } from './values.ts';

/** For zsh(1), to be put into fpath as _carphast. */
export function zshCompletion(model: Model): string {
  const top = model.verbs.filter(({ words }) => !words.includes(' '));
  const events = model.first.words.filter((word) => !top.some(({ words }) => words === word));
  return [
    `#compdef carphast ${Object.entries(oldNames)
      .map(([old]) => old)
      .join(' ')}`,
    '# Made by scripts/docs.mjs; do not edit.',
    '',
    ...model.values.flatMap(values),
    '_carphast_first() {',
    '\tlocal -a verbs events',
    '\tverbs=(',
    ...top.map(({ words, description }) => `\t\t${quote(`${words}:${description}`)}`),
    '\t)',
    `\tevents=(${events.join(' ')})`,
    '\t_describe -t verbs verb verbs',
    '\t_describe -t events event events',
    '}',
    '',
    '_carphast_verb() {',
    '\tlocal -a every',
    '\tevery=(',
    ...model.options.map((flag) => `\t\t${option(flag)}`),
    '\t)',
    '\tcase $1 in',
    ...model.verbs.flatMap((verb) => verbCase(verb)),
    '\t(*) _carphast_offer_events ;;',
    '\tesac',
    '}',
    '',
    '_carphast() {',
    '\tlocal curcontext=$curcontext state line',
    '\ttypeset -A opt_args',
    '\tcase $service in',
    ...Object.entries(oldNames).map(
      ([old, verb]) => `\t(${old}) _carphast_verb ${verb}; return ;;`,
    ),
    '\tesac',
    '\t_arguments -C \\',
    ...[...model.alone, ...model.options].map((flag) => `\t\t${option(flag)} \\`),
    "\t\t'1: :_carphast_first' '*:: :->rest'",
    '\t[[ $state == rest ]] && _carphast_verb $words[1]',
    '}',
    '',
    '_carphast "$@"',
    '',
  ].join('\n');
}

function values({ name, words, asks, path }: Values): readonly string[] {
  if (path !== undefined || name === 'nothing' || name === 'beginnings') return [];
  const list = words.map((word) => `\t\t${word}`);
  const ask = asks === undefined ? [] : [`\twords_+=(\${(f)"$(${pipelines[asks]} 2>/dev/null)"})`];
  return [
    `_carphast_offer_${name}() {`,
    '\tlocal -a words_',
    ...(list.length === 0 ? [] : ['\twords_=(', ...list, '\t)']),
    ...ask,
    '\tcompadd -a words_',
    '}',
    '',
  ];
}

function verbCase({ words, options, operands, below }: Verb): readonly string[] {
  if (below.length > 0)
    return [
      `\t('${words}')`,
      `\t\t_arguments -C ${options.map(option).join(' ')} $every '1: :(${below.join(' ')})' '*:: :->below'`,
      `\t\t[[ $state == below ]] && _carphast_verb "${words} $words[1]"`,
      '\t\t;;',
    ];
  const places = operands.map(({ values: given, variadic }, at) =>
    quote(`${variadic ? '*' : at + 1}: :${action(given)}`),
  );
  const all = [...options.map(option), '$every', ...places];
  return [`\t('${words}')`, `\t\t_arguments ${all.join(' ')}`, '\t\t;;'];
}

function option({ names, description, takes, repeats }: Flag): string {
  const text = `[${description.replace(/[[\]:]/g, '\\$&')}]`;
  const after = takes === undefined ? '' : `: :${action(takes)}`;
  const star = repeats ? '*' : '';
  const [only = '', other] = names;
  if (other === undefined) return quote(`${star}${only}${text}${after}`);
  return `'(${names.join(' ')})'{${names.join(',')}}${quote(`${text}${after}`)}`;
}

function action({ name, path }: Values): string {
  if (path !== undefined) return path === 'file' ? '_files' : '_files -/';
  return name === 'nothing' ? ' ' : `_carphast_offer_${name}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
