import type { Command } from 'commander';
import type { WithSession } from './with-session.ts';

/** Loaded only when it is typed: a failover needs none of it. */
export function declareSetup(program: Command, withSession: WithSession): void {
  program
    .command('setup')
    .description('install the devd rule, the rc script and more')
    .option('-y, --yes', 'write without asking')
    .option('--keep <name...>', 'leave one thing as it is: the name in brackets')
    .option('--uninstall', 'take back what setup has written')
    .option('--json', 'for programs; see docs/json.md')
    .action((options: SetupWords) =>
      withSession(async ({ session }) => {
        const { setup, uninstall } = await import('../commands/setup.ts');
        const json = options.json === true;
        if (options.uninstall === true) return uninstall(session, json);
        const { askOnTerminal } = await import('../system/ask.ts');
        const { yes, keep = [] } = options;
        return setup(session, { yes: yes === true, json, keep, ask: askOnTerminal });
      }),
    );
}

interface SetupWords {
  readonly yes?: true;
  readonly keep?: readonly string[];
  readonly uninstall?: true;
  readonly json?: true;
}
