import type { Command } from 'commander';
import { freeze, type FreezeWish } from '../commands/freeze.ts';
import { maintenance } from '../commands/maintenance.ts';
import { choice } from './choice.ts';
import type { WithSession } from './with-session.ts';

export function declareMaintenance(program: Command, withSession: WithSession): void {
  program
    .command('maintenance')
    .description('let go, and take nothing over until it is off')
    .addArgument(choice('<word>', 'on, off, or freeze: leave it as it is', ['on', 'off', 'freeze']))
    .argument('[group]', 'only this one')
    .option('--reason <text>', 'for status, check and the log')
    .option('--force', 'on, although the other one is so too or not seen, or it is frozen')
    .action((word: string, group: string | undefined, options: MaintenanceWords) =>
      withSession(({ session }) => {
        const wish = wishOf(group, options);
        if (word === 'freeze') return freeze(session, wish);
        return maintenance(session, {
          ...wish,
          on: word === 'on',
          force: options.force === true,
        });
      }),
    );
  program
    .command('freeze [group]')
    .description('leave groups as they are, whatever CARP says')
    .option('--reason <text>', 'for status, check and the log')
    .action((group: string | undefined, options: MaintenanceWords) =>
      withSession(({ session }) => freeze(session, wishOf(group, options))),
    );
}

function wishOf(group: string | undefined, { reason }: MaintenanceWords): FreezeWish {
  return {
    ...(group === undefined ? {} : { group }),
    ...(reason === undefined ? {} : { reason }),
  };
}

interface MaintenanceWords {
  readonly reason?: string;
  readonly force?: true;
}
