import type { Command } from 'commander';
import { dirty } from '../commands/dirty.ts';
import type { WithSession } from './with-session.ts';

export function declareDirty(program: Command, withSession: WithSession): void {
  program
    .command('dirty [resource...]')
    .description('what the other node does not have yet')
    .option('-a, --all', 'clean ones too')
    .option('-q, --quiet', 'print nothing: the exit status says it')
    .option('-h, --human', 'sizes such as 48M')
    .option('--json', 'for programs; see docs/json.md')
    .helpOption('--help', 'print help')
    .action((resources: string[], options: DirtyWords) =>
      withSession(({ session }) =>
        dirty(session, {
          resources,
          all: options.all === true,
          quiet: options.quiet === true,
          human: options.human === true,
          json: options.json === true,
        }),
      ),
    );
}

interface DirtyWords {
  readonly all?: true;
  readonly quiet?: true;
  readonly human?: true;
  readonly json?: true;
}
