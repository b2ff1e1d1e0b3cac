import type { Flag, Model, Verb } from './model.ts';
import { oldNames } from './old-names.ts';
import { pipelines, type Values } from './values.ts';

/** For bash(1), with or without bash-completion. */
export function bashCompletion(model: Model): string {
  return [
    '# bash completion of carphast. Made by scripts/docs.mjs; do not edit.',
    '',
    '# What may stand in a place, by its name.',
    '_carphast_offer() {',
    "\tlocal words=''",
    '\tcase $1 in',
    ...model.values.flatMap(offer),
    '\tesac',
    '\tmapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")',
    '}',
    '',
    '# What an option takes; false where it takes nothing.',
    '_carphast_takes() {',
    '\tcase "$1 $2" in',
    ...takes(model),
    '\t*) false ;;',
    '\tesac',
    '}',
    '',
    ...table('_carphast_options', model.verbs, ({ options }) =>
      [...options, ...model.options].flatMap(({ names }) => names).join(' '),
    ),
    ...table('_carphast_operands', model.verbs, ({ operands }) =>
      operands.map(({ values, variadic }) => values.name + (variadic ? '*' : '')).join(' '),
    ),
    ...table(
      '_carphast_below',
      model.verbs.filter(({ below }) => below.length > 0),
      ({ below }) => below.join(' '),
    ),
    ...walk(model),
    '',
    `complete -F _carphast carphast ${Object.keys(oldNames).join(' ')}`,
    '',
  ].join('\n');
}

function offer({ name, words, asks, path }: Values): readonly string[] {
  const flag = path === 'directory' ? '-d' : '-f';
  if (path !== undefined)
    return [
      `\t${name})`,
      '\t\tcompopt -o filenames 2>/dev/null',
      `\t\tmapfile -t COMPREPLY < <(compgen ${flag} -- "$2")`,
      '\t\treturn',
      '\t\t;;',
    ];
  const ask = asks === undefined ? [] : [`\t\twords+=" $(${pipelines[asks]} 2>/dev/null)"`];
  if (words.length === 0 && ask.length === 0) return [];
  return [`\t'${name}')`, `\t\twords='${words.join(' ')}'`, ...ask, '\t\t;;'];
}

function takes({ verbs, options }: Model): readonly string[] {
  const line = (verb: string, { names, takes: values }: Flag): readonly string[] =>
    values === undefined
      ? []
      : [
          `\t${names.map((name) => `${verb === '*' ? "*' " : `'${verb} `}${name}'`).join(' | ')}) echo ${values.name} ;;`,
        ];
  return [
    ...verbs.flatMap((verb) => verb.options.flatMap((option) => line(verb.words, option))),
    ...options.flatMap((option) => line('*', option)),
  ];
}

function table(
  name: string,
  verbs: readonly Verb[],
  of: (verb: Verb) => string,
): readonly string[] {
  const rows = verbs.filter((verb) => of(verb) !== '');
  return [
    `${name}() {`,
    '\tcase $1 in',
    ...rows.map((verb) => `\t'${verb.words}') echo '${of(verb)}' ;;`),
    '\tesac',
    '}',
    '',
  ];
}

/** Finds the verb, and how many operands stand before the word that is completed. */
function walk({ first, options, alone }: Model): readonly string[] {
  const renamed = Object.entries(oldNames).map(([old, verb]) => `\t${old}) verb=${verb} ;;`);
  return [
    '_carphast() {',
    "\tlocal word kind verb='' count=0 skip='' at cur=$2 operands",
    '\tCOMPREPLY=()',
    '\tcase ${1##*/} in',
    ...renamed,
    '\tesac',
    '\tfor ((at = 1; at < COMP_CWORD; at++)); do',
    '\t\tword=${COMP_WORDS[at]}',
    '\t\tif [[ -n $skip ]]; then',
    "\t\t\tskip=''",
    '\t\telif [[ $word == -* ]]; then',
    '\t\t\t_carphast_takes "$verb" "$word" >/dev/null && skip=yes',
    '\t\telif [[ -z $verb ]]; then',
    '\t\t\tverb=$word',
    '\t\telif [[ " $(_carphast_below "$verb") " == *" $word "* ]]; then',
    '\t\t\tverb+=" $word"',
    '\t\telse',
    '\t\t\tcount=$((count + 1))',
    '\t\tfi',
    '\tdone',
    '\tif [[ -n $skip ]]; then',
    '\t\t_carphast_offer "$(_carphast_takes "$verb" "${COMP_WORDS[COMP_CWORD - 1]}")" "$cur"',
    '\telif [[ $cur == -* && -z $verb ]]; then',
    `\t\tmapfile -t COMPREPLY < <(compgen -W '${[...alone, ...options].flatMap(({ names }) => names).join(' ')}' -- "$cur")`,
    '\telif [[ $cur == -* ]]; then',
    '\t\tmapfile -t COMPREPLY < <(compgen -W "$(_carphast_options "$verb")" -- "$cur")',
    '\telif [[ -z $verb ]]; then',
    `\t\t_carphast_offer ${first.name} "$cur"`,
    '\telse',
    '\t\tread -ra operands <<<"$(_carphast_operands "$verb")"',
    '\t\tkind=${operands[count]-}',
    '\t\t[[ -n $kind || ${#operands[@]} -eq 0 || ${operands[-1]} != *\\* ]] || kind=${operands[-1]}',
    '\t\t_carphast_offer "${kind%\\*}" "$cur"',
    '\t\tif ((count == 0)); then',
    '\t\t\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$(_carphast_below "$verb")" -- "$cur")',
    '\t\tfi',
    '\tfi',
    '}',
  ];
}
