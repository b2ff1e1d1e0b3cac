import type { Command } from 'commander';
import { declared, type Declared, type DeclaredOperand, type DeclaredOption } from './declared.ts';
import { macro, prose, word } from './mdoc.ts';
import { asSentence, commonExits, runExits, sortedExits, type Exits } from './verb-page.ts';
import { chapters, verbPage } from './verbs/index.ts';

/** The parts of carphast(8) that are made from the declarations, by their mark in its template. */
export function programParts(program: Command): Readonly<Record<string, readonly string[]>> {
  const whole = declared(program);
  return {
    synopsis: synopsis(whole),
    options: tagged(optionItems(whole.options)),
    verbs: chapters.flatMap(({ heading, verbs }) => [
      macro('Ss', ...heading.split(' ')),
      '.Bl -tag -width Ds',
      ...Object.keys(verbs).flatMap((words) => verbItem(whole, words)),
      '.El',
    ]),
    exits: exitList({ ...runExits, ...commonExits }),
  };
}

/** A verb by its words, e.g. `history show`. */
export function verbNamed(whole: Declared, words: string): Declared | undefined {
  return flattened(whole).find((one) => one.words === words);
}

/** carphast itself, its verbs, and what is below them. */
export function flattened(whole: Declared): readonly Declared[] {
  return [whole, ...whole.below.flatMap(flattened)];
}

function synopsis(whole: Declared): readonly string[] {
  const verbs = chapters.flatMap(({ verbs: some }) => Object.keys(some));
  return [
    '.Nm',
    ...whole.options.filter(staysAtWork).map(optional),
    '.Ar state vhid@interface',
    ...verbs.flatMap((words) => ['.Nm', ...callOf(verbNamed(whole, words))]),
  ];
}

function staysAtWork({ long }: DeclaredOption): boolean {
  return !['--version', '--help'].includes(long);
}

function callOf(verb: Declared | undefined): readonly string[] {
  if (verb === undefined) return [];
  return [
    macro('Cm', ...verb.words.split(' ')),
    ...verb.options.filter(staysAtWork).map(optional),
    ...verb.operands.map(operandLine),
  ];
}

function optional(option: DeclaredOption): string {
  return option.mandatory ? `.${flags(option)}` : `.Op ${flags(option)}`;
}

/** `Fl n | Fl -last Ar count` */
function flags({ short, long, value, variadic }: DeclaredOption): string {
  const either = short === undefined ? [] : [`Fl ${word(short.slice(1))}`, '|'];
  const taken = value === undefined ? [] : [`Ar ${word(value)}${variadic ? ' ...' : ''}`];
  return [...either, `Fl ${word(long.slice(1))}`, ...taken].join(' ');
}

function operandLine({ name, required, variadic, choices }: DeclaredOperand): string {
  const shown =
    choices.length > 0
      ? choices.map((one) => `Cm ${word(one)}`).join(' | ')
      : `Ar ${word(name)}${variadic ? ' ...' : ''}`;
  return required ? `.${shown}` : `.Op ${shown}`;
}

function verbItem(whole: Declared, words: string): readonly string[] {
  const verb = verbNamed(whole, words);
  const page = verbPage(words);
  if (verb === undefined || page === undefined) return [];
  return [
    '.It Xo',
    ...callOf(verb),
    '.Xc',
    ...prose(asSentence(verb.description)),
    ...page.text.flatMap((text, at) => [...(at === 0 ? [] : ['.Pp']), ...prose(text)]),
    ...tagged(verb.operands.flatMap(operandItem)),
    ...tagged(optionItems(verb.options.filter(staysAtWork))),
    ...ownExits(page.exits),
  ];
}

/** Nothing where there is nothing to list. */
function tagged(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['.Bl -tag -width Ds', ...items, '.El'];
}

function operandItem({ name, description, choices }: DeclaredOperand): readonly string[] {
  if (description === '' || choices.length > 0) return [];
  return [`.It Ar ${word(name)}`, ...prose(asSentence(description))];
}

function optionItems(options: readonly DeclaredOption[]): readonly string[] {
  return options.flatMap((option) => [
    `.It ${flags(option).replace(' | ', ' , ')}`,
    ...prose(asSentence(option.description)),
  ]);
}

/** What is not said in EXIT STATUS already. */
function ownExits(exits: Exits): readonly string[] {
  const all: Exits = { ...runExits, ...commonExits };
  const own = Object.entries(exits).filter(([status, meaning]) => all[status] !== meaning);
  if (own.length === 0) return [];
  const shared = own.length < Object.keys(exits).length;
  const head = shared ? 'Exit status, beside those of all:' : 'Exit status:';
  return ['.Pp', head, ...exitList(Object.fromEntries(own))];
}

function exitList(exits: Exits): readonly string[] {
  return [
    '.Bl -tag -width 6n -compact',
    ...sortedExits(exits).flatMap(([status, meaning]) => [
      `.It ${status}`,
      ...prose(asSentence(meaning)),
    ]),
    '.El',
  ];
}
