import type { Argument, Command } from 'commander';
import { pathOf } from '../cli/command-path.ts';
import { asSentence, sortedExits, type Example, type Exits } from './verb-page.ts';
import { chapters, examples, verbPage } from './verbs/index.ts';

/**
 * What `--help` says beside the declarations: chapters, paragraphs, exit statuses, examples. Loaded
 * only for help, for a failover needs none of it.
 */
export function addManual(program: Command): void {
  const order = chapters.flatMap(({ verbs }) => Object.keys(verbs));
  program
    .configureHelp({
      ...program.configureHelp(),
      visibleCommands: ({ commands }) =>
        [...commands].sort((one, other) => order.indexOf(one.name()) - order.indexOf(other.name())),
      groupItems: (_, visible, groupOf) => grouped(visible, groupOf),
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(shown)].join(' '),
    })
    .addHelpText('after', `\n${statuses}\n\n${exampleLines(examples)}`)
    .addHelpText('after', '\ncarphast help VERB says more, and so does man 8 carphast.');
  for (const command of program.commands) addTo(command);
}

/** In short; the help of each verb has its own. */
const statuses = `Exit status: 0 done, 1 failed, 2 refused, 64 wrong call, 69 hastd is not there,
70 our own fault, 75 try again, 77 not root, 78 configuration, 130 INT, 143 TERM`;

/** Chapters in the order of their verbs; commander has that of the declarations. */
function grouped<Item>(
  visible: readonly Item[],
  groupOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of visible)
    groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  return groups;
}

function addTo(command: Command): void {
  const words = pathOf(command).split(' ').slice(1).join(' ');
  const page = verbPage(words);
  const chapter = chapters.find(({ verbs }) => Object.hasOwn(verbs, words));
  if (chapter !== undefined && !words.includes(' ')) command.helpGroup(`${chapter.heading}:`);
  for (const below of command.commands) addTo(below);
  if (page === undefined) return;
  command
    .summary(command.description())
    .description([asSentence(command.description()), ...page.text].join('\n\n'))
    .addHelpText('after', `\n${exitLines({ 64: 'a wrong call', ...page.exits })}`)
    .addHelpText('after', `\n${exampleLines(page.examples)}`)
    .addHelpText('after', '\nOptions of every verb: carphast --help');
}

function shown(argument: Argument): string {
  const word = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${word}>` : `[${word}]`;
}

function exitLines(exits: Exits): string {
  const lines = sortedExits(exits).map(([status, meaning]) => `  ${status.padEnd(6)}${meaning}`);
  return ['Exit status:', ...lines].join('\n');
}

/** What a command is for stands beside it, or below it where there is no room. */
function exampleLines(list: readonly Example[]): string {
  const fitting = list.map(([command]) => command.length).filter((length) => length <= widest);
  const width = Math.max(20, ...fitting);
  const lines = list.flatMap(([command, meaning]) =>
    command.length <= width
      ? `  ${command.padEnd(width)}  ${meaning}`
      : [`  ${command}`, `      ${meaning}`],
  );
  return [list.length === 1 ? 'Example:' : 'Examples:', ...lines].join('\n');
}

const widest = 38;
