import { status, type StatusWish } from '../../src/commands/status.ts';
import type { Session } from '../../src/commands/session.ts';
import type { NodeName, Pair } from '../../src/sim/index.ts';
import type { StatusReport } from '../../src/status/report.ts';
import { sessionOn } from './session.ts';

export interface StatusSeen {
  readonly status: number | undefined;
  readonly text: string;
  readonly complained: readonly string[];
  /** Virtual milliseconds that it took. */
  readonly tookMs: number;
}

export interface StatusAsked extends Partial<StatusWish> {
  readonly privileged?: boolean;
  /** The session as this user has it. */
  readonly as?: (session: Session) => Session;
}

const usual: StatusWish = { json: false, local: false, watch: false };

/** What `carphast status` says on a node of a simulated pair. */
export async function statusOn(
  pair: Pair,
  node: NodeName,
  { privileged = true, as = (session) => session, ...wish }: StatusAsked = {},
): Promise<StatusSeen> {
  const machine = pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine, privileged);
  const begun = pair.clock.elapsed();
  const ended = await pair.clock.until(status(as(session), { ...usual, ...wish }), 120_000);
  machine.exit();
  const tookMs = pair.clock.elapsed() - begun;
  return { status: ended, text: printed.join('\n'), complained, tookMs };
}

/** The same for programs. */
export async function reportOn(
  pair: Pair,
  node: NodeName,
  asked: StatusAsked = {},
): Promise<StatusReport> {
  const { text } = await statusOn(pair, node, { ...asked, json: true });
  return JSON.parse(text) as StatusReport;
}

/** Of somebody to whom carphast's directories are closed, and to whom hastd does not speak. */
export function asUser(session: Session): Session {
  const { machine } = session;
  const closed = (path: string): boolean => /^\/var\/(db|run)\/carphast/.test(path);
  const beneath = (path: string): boolean => closed(path) && path.split('/').length > 4;
  const denied = {
    kind: 'exited',
    status: 71,
    stdout: '',
    stderr: 'Unable to connect to hastd via /var/run/hastctl: Permission denied.',
    durationMs: 3,
  } as const;
  return {
    ...session,
    machine: {
      ...machine,
      exec: (command) =>
        command.tool === '/sbin/hastctl' ? Promise.resolve(denied) : machine.exec(command),
      flight: { ...machine.flight, atWork: () => Promise.resolve('unseen') },
      files: {
        ...machine.files,
        exists: (path) => (closed(path) ? !beneath(path) : machine.files.exists(path)),
        list: (path) => (closed(path) ? undefined : machine.files.list(path)),
        readText: (path) =>
          closed(path)
            ? { kind: 'unreadable', message: 'EACCES: permission denied' }
            : machine.files.readText(path),
      },
    },
  };
}
