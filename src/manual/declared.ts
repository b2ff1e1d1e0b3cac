import type { Argument, Command, Option } from 'commander';

/** A verb, as it is declared for the command line: plain data, for pages and completions. */
export interface Declared {
  /** `history show`; empty for carphast itself. */
  readonly words: string;
  readonly description: string;
  readonly options: readonly DeclaredOption[];
  readonly operands: readonly DeclaredOperand[];
  readonly below: readonly Declared[];
}

export interface DeclaredOption {
  /** `-n`; some have none. */
  readonly short: string | undefined;
  /** `--last` */
  readonly long: string;
  readonly description: string;
  /** What it takes: the name between the angle brackets. */
  readonly value: string | undefined;
  /** It takes more than one word, or may be repeated. */
  readonly variadic: boolean;
  /** A call without it is wrong. */
  readonly mandatory: boolean;
}

export interface DeclaredOperand {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly choices: readonly string[];
}

export function declared(command: Command, words: readonly string[] = []): Declared {
  return {
    words: words.join(' '),
    description: command.description(),
    options: [...command.options.map(optionOf), ...ownHelp(command)],
    operands: command.registeredArguments.map(operandOf),
    below: command.commands.map((one) => declared(one, [...words, one.name()])),
  };
}

function optionOf(option: Option): DeclaredOption {
  return {
    short: option.short,
    long: option.long ?? '',
    description: option.description,
    value: /[<[](.*?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1],
    variadic: option.variadic,
    mandatory: option.mandatory,
  };
}

/** That `-h` is not help everywhere is worth saying where it is not. */
function ownHelp(command: Command): readonly DeclaredOption[] {
  const help = command.createHelp().visibleOptions(command).at(-1);
  return help?.long === '--help' ? [optionOf(help)] : [];
}

function operandOf(argument: Argument): DeclaredOperand {
  return {
    name: argument.name(),
    description: argument.description,
    required: argument.required,
    variadic: argument.variadic,
    choices: argument.argChoices ?? [],
  };
}
