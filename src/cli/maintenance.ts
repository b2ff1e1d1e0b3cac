import type { Command } from 'commander';
import { maintenance } from '../commands/maintenance.ts';
import { choice } from './choice.ts';
import type { WithSession } from './with-session.ts';

export function declareMaintenance(program: Command, withSession: WithSession): void {
  program
    .command('maintenance')
    .description('let go, and take nothing over until it is off')
    .addArgument(choice('<on|off>', 'begin or end it', ['on', 'off']))
    .argument('[group]', 'only this one')
    .option('--reason <text>', 'for status, check and the log')
    .option('--force', 'although the other node is in maintenance too, or not seen')
    .action((word: string, group: string | undefined, options: MaintenanceWords) =>
      withSession(({ session }) =>
        maintenance(session, {
          on: word === 'on',
          force: options.force === true,
          ...(group === undefined ? {} : { group }),
          ...(options.reason === undefined ? {} : { reason: options.reason }),
        }),
      ),
    );
}

interface MaintenanceWords {
  readonly reason?: string;
  readonly force?: true;
}
