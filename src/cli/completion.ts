import type { Command } from 'commander';
import { choice } from './choice.ts';
import type { WithSession } from './with-session.ts';

export function declareCompletion(program: Command, withSession: WithSession): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(choice('<shell>', 'which one', ['bash', 'zsh', 'fish', 'tcsh']))
    .action((shell: string) =>
      withSession(async ({ session }) => {
        const { completion } = await import('../commands/completion.ts');
        return completion(session.terminal, shell);
      }),
    );
}
