import type { Command } from 'commander';
import { rehearse } from '../commands/rehearse.ts';
import { rehearseRuns } from '../commands/rehearse-runs.ts';
import { count } from './count.ts';
import type { WithSession } from './with-session.ts';

export function declareRehearse(program: Command, withSession: WithSession): void {
  program
    .command('rehearse')
    .description('failovers on a simulated pair; changes nothing')
    .option('--scenario <scenario>', 'only this one; or a file X.toml, or all')
    .option('--list', 'the scenarios and faults there are')
    .option(
      '--fault <fault...>',
      'strike with NAME[:NODE][@TIME][,ARGUMENT=VALUE]; may be repeated',
    )
    .option('--seed <number>', 'the drawn drama of this seed, with all that happens', count)
    .option('--only <numbers>', 'of its happenings only these, as 1,3', counts)
    .option('--runs <number>', 'so many drawn dramas, from the seed on', count)
    .option('--until-broken', 'end with the first that breaks an invariant')
    .option('--json', 'for programs; see docs/json.md')
    .action((options: RehearseWords) =>
      withSession(({ session }) => {
        const { seed, fault, only } = options;
        const json = options.json === true;
        const one = seed !== undefined || fault !== undefined;
        const usual = one ? 1 : session.config.required ? usualRuns : undefined;
        const runs = options.runs ?? usual;
        if (runs !== undefined)
          return rehearseRuns(session, {
            seed: seed ?? 1,
            runs,
            faults: fault ?? [],
            untilBroken: options.untilBroken === true,
            json,
            ...(only === undefined ? {} : { only }),
          });
        return rehearse(session.terminal, {
          ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
          list: options.list === true,
          json,
          sleep: (ms) => session.machine.clock.sleep(ms),
        });
      }),
    );
}

interface RehearseWords {
  readonly scenario?: string;
  readonly list?: true;
  readonly fault?: readonly string[];
  readonly seed?: number;
  readonly only?: readonly number[];
  readonly runs?: number;
  readonly untilBroken?: true;
  readonly json?: true;
}

/** A second or two of them: enough to meet most of what a configuration can do wrong. */
const usualRuns = 300;

function counts(text: string): readonly number[] {
  return text === 'none' ? [] : text.split(',').map(count);
}
