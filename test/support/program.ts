import type { Command } from 'commander';
import { declareProgram } from '../../src/cli.ts';
import { addManual } from '../../src/manual/help.ts';

/** Every command there is, carphast itself first. */
export function everyCommand(command: Command = program()): readonly Command[] {
  return [command, ...command.commands.flatMap((one) => everyCommand(one))];
}

/** The command line as it is declared, with what only help and the pages say; it runs nothing. */
export function program(): Command {
  const outside = {
    open: () => {
      throw new Error('nothing is run here');
    },
    write: () => undefined,
  };
  const declared = declareProgram(outside, () => undefined);
  addManual(declared);
  return declared;
}
