import type { Command } from 'commander';
import { boot } from '../commands/boot.ts';
import { reconcile } from '../commands/reconcile.ts';
import { release } from '../commands/release.ts';
import { resume } from '../commands/resume.ts';
import { span } from './count.ts';
import type { WithSession } from './with-session.ts';

/** The verbs that look at everything and act on it: what rc calls, and an operator by hand. */
export function declareRuns(program: Command, withSession: WithSession): void {
  program
    .command('reconcile')
    .description('look at every group, put right what is not')
    .action(() => withSession(({ session }) => reconcile(session)));
  program
    .command('release')
    .description('let go of everything, until resume or a boot')
    .option(
      '--within <duration>',
      'all of it within that time, e.g. 60s; what is left is said',
      span,
    )
    .option('--force', 'end the users of what has to go, whatever `busy` says: for a shutdown')
    .action((options: { within?: number; force?: true }) =>
      withSession(({ session }) =>
        release(session, {
          force: options.force === true,
          ...(options.within === undefined ? {} : { withinMs: options.within }),
        }),
      ),
    );
  program
    .command('resume [group]')
    .description('the cause is mended: end a release or a hold')
    .action((group?: string) => withSession(({ session }) => resume(session, group)));
  program
    .command('boot')
    .description('what rc runs at boot: end a release, and look')
    .action(() => withSession(({ session }) => boot(session)));
}
