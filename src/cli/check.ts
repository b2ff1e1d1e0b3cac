import type { Command } from 'commander';

import type { WithSession } from './with-session.ts';

export function declareCheck(program: Command, withSession: WithSession): void {
  program
    .command('check')
    .description('why a failover would not work now, on both nodes')
    .option('--peer', 'not to see the other node is more than a note')
    .option('--local', 'this node only')
    .option('--plugin', 'one line, for monitoring')
    .option('--json', 'for programs; see docs/json.md')
    .action((options: { peer?: true; local?: true; plugin?: true; json?: true }) =>
      withSession(async ({ session }) => {
        const { check } = await import('../commands/check.ts');
        return check(session, {
          peer: options.peer === true,
          local: options.local === true,
          plugin: options.plugin === true,
          json: options.json === true,
        });
      }),
    );
}
