import { Command, CommanderError } from 'commander';
import { declareCheck } from './cli/check.ts';
import { declareCompletion } from './cli/completion.ts';
import { declareDirty } from './cli/dirty.ts';
import { declareDrill } from './cli/drill.ts';
import { declareExplain } from './cli/explain.ts';
import { declareHastEvent } from './cli/hast-event.ts';
import { asksForHelp, declareHelp } from './cli/help.ts';
import { declareHistory } from './cli/history.ts';
import { declareMaintenance } from './cli/maintenance.ts';
import { declarePlan } from './cli/plan.ts';
import { declarePromote } from './cli/promote.ts';
import { declareRecover } from './cli/recover.ts';
import { declareRehearse } from './cli/rehearse.ts';
import { declareReport } from './cli/report.ts';
import { declareRole } from './cli/role.ts';
import { declareRuns } from './cli/runs.ts';
import { declareSetup } from './cli/setup.ts';
import { declareStatus } from './cli/status.ts';
import { declareSwitchover } from './cli/switchover.ts';
import { withEvent } from './cli/with-event.ts';
import type { WithSession } from './cli/with-session.ts';
import { handleEvent } from './commands/event.ts';
import { exit } from './commands/exit.ts';
import { openSession, type GlobalOptions, type OpenSession } from './commands/open-session.ts';
import { rootOf } from './commands/operands.ts';
import { usageError } from './commands/usage.ts';
import type { Event } from './commands/words.ts';
import { configPath } from './config/load.ts';
import type { Reading } from './freebsd/reading.ts';
import type { Vhid } from './freebsd/types.ts';
import { readVhids } from './freebsd/ifconfig.ts';
import { writeOut } from './system/output.ts';
import { version } from './system/version.ts';

/** The first look at CARP, begun before this module was loaded. */
type FirstLook = Promise<Reading<readonly Vhid[]>> | undefined;

/** Where a command line meets the machine it is typed on. */
export interface Outside {
  readonly open: (options: GlobalOptions) => OpenSession;
  readonly write: (to: 'stdout' | 'stderr', text: string) => void;
}

const thisMachine: Outside = { open: openSession, write: writeOut };

/** Runs the command line; the exit status. */
export async function runCommandLine(
  argv: readonly string[],
  vhids: FirstLook,
  outside = thisMachine,
): Promise<number> {
  let result = exit.done as number;
  const report = (status: number): void => {
    result = status;
  };
  const program = declareProgram(outside, report, vhids);
  if (asksForHelp(argv)) {
    const { addManual } = await import('./manual/help.ts');
    addManual(program);
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exit.done : await sayWrongCall(program, argv, error, outside);
  }
  return result;
}

/** Says what commander does not understand; its help for a call without words is printed already. */
async function sayWrongCall(
  program: Command,
  argv: readonly string[],
  error: CommanderError,
  outside: Outside,
): Promise<number> {
  const { wrongCall } = await import('./cli/wrong-call.ts');
  const open = outside.open({ root: rootOf(argv) });
  try {
    return await usageError(open.session, wrongCall(program, argv, error));
  } finally {
    await open.close();
  }
}

/** Every word and option there is; the manual pages and completions are made from it too. */
export function declareProgram(
  outside: Outside,
  report: (status: number) => void,
  vhids?: FirstLook,
): Command {
  const program = new Command('carphast');
  const withSession: WithSession = async (work) => {
    const open = outside.open(program.opts<GlobalOptions>());
    try {
      report(await work(open));
    } finally {
      await open.close();
    }
  };
  program
    .description('Failover controller of a two-node FreeBSD pair with CARP and HAST.')
    .usage('[options] STATE VHID@IFACE | VERB')
    .version(`carphast ${version}`, '-V, --version', 'the version of this carphast')
    .option('-c, --config <file>', `instead of ${configPath}`)
    .option('-v, --verbose', 'say each step on standard error')
    .option('--detach', 'return at once, work on in the background')
    .option('--root <directory>', 'the directory that stands for /', '/')
    .argument('[words...]', 'MASTER, BACKUP, INIT or AUTO, and VHID@IFACE')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        outside.write('stdout', text);
      },
      writeErr: (text) => {
        outside.write('stderr', text);
      },
      // Said by wrongCall.
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: false })
    .helpOption('-h, --help', 'print help')
    .showSuggestionAfterError(false)
    .action((words: string[]) =>
      words.length === 0
        ? program.help({ error: true })
        : withEvent(words, withSession, (open, event) => onEvent(open, event, words, vhids)),
    );
  declareVerbs(program, withSession);
  return program;
}

function onEvent(
  open: OpenSession,
  event: Event,
  words: readonly string[],
  vhids: FirstLook,
): Promise<number> {
  const look = vhids ?? readVhids(open.session.machine.exec, 10_000);
  return handleEvent(open.session, event, { words: words.join(' '), vhids: look });
}

function declareVerbs(program: Command, withSession: WithSession): void {
  declareRuns(program, withSession);
  declareStatus(program, withSession);
  declareCheck(program, withSession);
  declareMaintenance(program, withSession);
  declareSwitchover(program, withSession);
  declarePromote(program, withSession);
  declareDrill(program, withSession);
  declareDirty(program, withSession);
  declareRole(program, withSession);
  declareRecover(program, withSession);
  declareRehearse(program, withSession);
  declareSetup(program, withSession);
  declareHastEvent(program, withSession);
  declarePlan(program, withSession);
  declareHistory(program, withSession);
  declareReport(program, withSession);
  declareExplain(program, withSession);
  declareCompletion(program, withSession);
  declareHelp(program, withSession);
}
