import { Command, CommanderError } from 'commander';
import { span } from './cli/count.ts';
import { declareByHand } from './cli/by-hand.ts';
import { declareCheck } from './cli/check.ts';
import { declareDirty } from './cli/dirty.ts';
import { declareHistory } from './cli/history.ts';
import { declareMaintenance } from './cli/maintenance.ts';
import { declareRecover } from './cli/recover.ts';
import { declareRehearse } from './cli/rehearse.ts';
import { declareReport } from './cli/report.ts';
import { declareRole } from './cli/role.ts';
import { declareSetup } from './cli/setup.ts';
import { declareSwitchover } from './cli/switchover.ts';
import type { WithSession } from './cli/with-session.ts';
import { boot } from './commands/boot.ts';
import { handleEvent } from './commands/event.ts';
import { exit } from './commands/exit.ts';
import { explain } from './commands/explain.ts';
import { hastEvent } from './commands/hast-event.ts';
import { plan } from './commands/plan.ts';
import { reconcile } from './commands/reconcile.ts';
import { release } from './commands/release.ts';
import { resume } from './commands/resume.ts';
import { status } from './commands/status.ts';
import { openSession, type GlobalOptions, type OpenSession } from './commands/open-session.ts';
import { rootOf } from './commands/operands.ts';
import { usageError } from './commands/usage.ts';
import { verbs } from './commands/verbs.ts';
import { readWords, type Event } from './commands/words.ts';
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
  const program = declare(
    (status) => {
      result = status;
    },
    vhids,
    outside,
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exit.done : await wrongCall(argv, error, outside);
  }
  return result;
}

/** What commander does not understand; its help for a call without words is printed already. */
async function wrongCall(
  argv: readonly string[],
  error: CommanderError,
  outside: Outside,
): Promise<number> {
  const text =
    error.code === 'commander.help'
      ? 'found no words, expected STATE VHID@IFACE or a verb'
      : error.message;
  const open = outside.open({ root: rootOf(argv) });
  try {
    return await usageError(open.session, text.replace(/^error: /, ''));
  } finally {
    await open.close();
  }
}

type Report = (status: number) => void;

function declare(report: Report, vhids: FirstLook, outside: Outside): Command {
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
    .option('-c, --config <file>', `configuration file (default: ${configPath})`)
    .option('-v, --verbose', 'say each step on standard error')
    .option('--detach', 'return at once; the work goes on in a session of its own')
    .option('--root <directory>', 'work beneath a directory that stands for /', '/')
    .argument(
      '[words...]',
      'what devd passes: MASTER, BACKUP, INIT or AUTO and VHID@IFACE, in either order',
    )
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
    .addHelpText('after', examples)
    .action((words: string[]) =>
      words.length === 0
        ? program.help({ error: true })
        : withEvent(words, withSession, (open, event) => onEvent(open, event, words, vhids)),
    );
  declareVerbs(program, withSession);
  return program;
}

const examples = `
Examples:
  carphast MASTER 1@em0      what devd runs; ifconfig decides what is true
  carphast check             would a failover work now?
  carphast plan              what would be done now, and why
  carphast reconcile         look at everything, and put right what is not
  carphast explain CODE      what a refusal means, and what to type`;

function onEvent(
  open: OpenSession,
  event: Event,
  words: readonly string[],
  vhids: FirstLook,
): Promise<number> {
  const look = vhids ?? readVhids(open.session.machine.exec, 10_000);
  return handleEvent(open.session, event, { words: words.join(' '), vhids: look });
}

/** Words are judged before anything is looked at. */
function withEvent(
  words: readonly string[],
  withSession: WithSession,
  work: (open: OpenSession, event: Event) => Promise<number>,
): Promise<void> {
  const read = readWords(words, verbs);
  if (read.kind === 'event') return withSession((open) => work(open, read.event));
  const end = read.expected.endsWith('?') ? '' : '.';
  const text = `found ${read.found}, expected ${read.expected}${end}`;
  return withSession(({ session }) => usageError(session, text));
}

function declareVerbs(program: Command, withSession: WithSession): void {
  program
    .command('reconcile')
    .description('look at every group, and put right what is not')
    .action(() => withSession(({ session }) => reconcile(session)));
  program
    .command('release')
    .description('let go of everything, then of the address; nothing is taken over until resume')
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
    .description(
      'the cause is mended: end a release, reset the breaker, take back what was yielded',
    )
    .action((group?: string) => withSession(({ session }) => resume(session, group)));
  program
    .command('boot')
    .description('what rc runs at boot: end a release, take back what was yielded, look')
    .action(() => withSession(({ session }) => boot(session)));
  program
    .command('status')
    .description('what this node is')
    .option('--json', 'for programs; see docs/json.md')
    .action((options: { json?: true }) =>
      withSession(({ session }) => status(session, options.json === true)),
    );
  declareCheck(program, withSession);
  declareMaintenance(program, withSession);
  declareSwitchover(program, withSession);
  declareByHand(program, withSession);
  declareDirty(program, withSession);
  declareRole(program, withSession);
  declareRecover(program, withSession);
  declareRehearse(program, withSession);
  declareSetup(program, withSession);
  program
    .command('hast-event <words...>')
    .description('what hastd reports by its exec hook (bin/carphast-hast-event)')
    .action((words: string[]) => withSession(({ session }) => hastEvent(session, words)));
  declarePlan(program, withSession);
  declareHistory(program, withSession);
  declareReport(program, withSession);
  program
    .command('explain [code]')
    .description('what a code means, what is at risk, and what to type')
    .action((code?: string) => withSession(({ session }) => explain(session.terminal, code)));
}

function declarePlan(program: Command, withSession: WithSession): void {
  program
    .command('plan [words...]')
    .description('the steps that would be taken now, or after STATE VHID@IFACE; changes nothing')
    .option('--json', 'for programs; see docs/json.md')
    .action((words: string[], options: { json?: true }) => {
      const json = options.json === true;
      if (words.length === 0) return withSession(({ session }) => plan(session, undefined, json));
      return withEvent(words, withSession, ({ session }, event) => plan(session, event, json));
    });
}
