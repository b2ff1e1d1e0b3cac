import type { Command, CommanderError } from 'commander';
import { operands } from '../commands/operands.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import { commandOf, either, pathOf } from './command-path.ts';

/** What commander did not understand, as found and expected; it says the rest in its own words. */
export function wrongCall(
  program: Command,
  argv: readonly string[],
  { code, message }: CommanderError,
): string {
  const { command } = commandOf(program, operands(argv));
  const quoted = /'([^]*?)'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.help':
      return 'found no words, expected STATE VHID@IFACE or a verb';
    case 'commander.unknownOption':
      return strangeOption(program, command, quoted);
    case 'commander.excessArguments':
      return strangeWord(command, operands(argv));
    case 'commander.missingArgument':
      return `found nothing after ${named(command)}, expected ${expectedBy(command, quoted)}.`;
    case 'commander.optionMissingArgument':
      return `found nothing after ${quoted.replace(/ <.*/, '')}, expected ${quoted.replace(/.* </, '<')}.`;
    case 'commander.missingMandatoryOptionValue':
      return `found no ${quoted}, which ${named(command)} needs.`;
    case 'commander.invalidArgument':
      return strangeValue(message);
    default:
      return message.replace(/^error: /, '');
  }
}

function named(command: Command): string {
  return `"${pathOf(command)}"`;
}

function strangeOption(program: Command, command: Command, word: string): string {
  const known = [...command.options, ...program.options].flatMap((option) => option.long ?? []);
  const hint = didYouMean(nearest(word, [...known, '--help']));
  return `found "${word}", expected an option of ${named(command)}.${hint || see(command)}`;
}

function strangeWord(command: Command, words: readonly string[]): string {
  const depth = pathOf(command).split(' ').length - 1;
  const word = words[depth + command.registeredArguments.length] ?? '';
  const known = command.commands.map((one) => one.name());
  const expected = known.length > 0 ? either(known) : 'no more words';
  const hint = didYouMean(nearest(word, known)) || see(command);
  return `found ${JSON.stringify(word)}, expected ${expected} after ${named(command)}.${hint}`;
}

function expectedBy(command: Command, name: string): string {
  const argument = command.registeredArguments.find((one) => one.name() === name);
  return argument?.argChoices === undefined ? `<${name}>` : either(argument.argChoices);
}

/** `option '-n, --last <count>' argument 'x' is invalid. Expected a whole number above 0.` */
function strangeValue(message: string): string {
  const found = /(?:(?:value '([^]*)')|(?:'(.*?)' argument '([^]*)')) is invalid/.exec(message);
  const [, word, option, value] = found ?? [];
  const place = option === undefined ? '' : ` for ${option}`;
  const expected = /is invalid[^.]*\. Expected ([^]*)$/.exec(message)?.[1];
  if (expected === undefined) return message.replace(/^error: /, '');
  return `found ${JSON.stringify(word ?? value)}${place}, expected ${expected}`;
}

function see(command: Command): string {
  return ` See ${pathOf(command)} --help.`;
}
