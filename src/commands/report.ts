import { parseHistory, type History } from '../history/entry.ts';
import { readHastEvents, type HastEventLine } from '../history/hast-events.ts';
import { reportPage } from '../history/report/page.ts';
import type { Mark, NodeStory } from '../history/report/stories.ts';
import { readSysctls } from '../freebsd/sysctl-values.ts';
import type { Files } from '../system/ports.ts';
import { version } from '../system/version.ts';
import { exit } from './exit.ts';
import { ownHistory, sayUnreadable } from './own-history.ts';
import type { Session } from './session.ts';
import type { Terminal } from '../text/terminal.ts';

export interface ReportOptions {
  /** An absolute path, or `-`: standard output. */
  readonly html: string;
  /** A copy of the other node's history.jsonl. */
  readonly peerHistory?: string;
  readonly last: number;
  /** Where these paths lie, whatever --root is. */
  readonly files: Files;
}

/** `carphast report`: the history as one HTML file. Changes nothing else. */
export async function report(session: Session, options: ReportOptions): Promise<number> {
  const { terminal, machine } = session;
  const own = ownHistory(session);
  if (own === undefined) return exit.failed;
  const peer = peerHistory(terminal, options);
  if (peer === 'unreadable') return exit.usage;
  const marks = readHastEvents(machine.files).flatMap((event) => markOf(event));
  const nodes: readonly NodeStory[] = [
    { node: await nameOf(session), lines: own.lines, marks },
    ...(peer === undefined ? [] : [{ node: 'the other node', lines: peer.lines, marks: [] }]),
  ];
  const page = reportPage({
    title: 'Failover report',
    about: `From the history of ${nodes.map(({ node }) => node).join(' and of ')}.`,
    nodes,
    last: options.last,
    madeAt: machine.clock.now(),
    version,
  });
  sayUnreadable(session, own.unreadable + (peer?.unreadable ?? 0));
  return write(terminal, options, page);
}

function peerHistory(
  terminal: Terminal,
  { peerHistory: path, files }: ReportOptions,
): History | 'unreadable' | undefined {
  if (path === undefined) return undefined;
  const read = files.readText(path);
  if (read.kind === 'text') return parseHistory(read.text);
  const why = read.kind === 'absent' ? 'is not there' : `cannot be read (${read.message})`;
  terminal.complain(`--peer-history: ${path} ${why}`);
  return 'unreadable';
}

/** What hastd told; a worker that was only seen is no event. */
function markOf({ event, resource, at }: HastEventLine): readonly Mark[] {
  return event === 'worker-seen' ? [] : [{ at, text: `hastd: ${event} ${resource}` }];
}

async function nameOf({ machine }: Session): Promise<string> {
  const read = await readSysctls(machine.exec, ['kern.hostname'], 5000);
  const name = read.known ? (read.value.get('kern.hostname') ?? '') : '';
  return name === '' ? 'this node' : name;
}

/** Only a regular file is replaced: root may be at work, and /dev/null has to stay what it is. */
function write(terminal: Terminal, { html, files }: ReportOptions, page: string): number {
  if (html === '-') {
    terminal.print(page);
    return exit.done;
  }
  const obstacle = obstacleAt(files, html);
  if (obstacle !== undefined) {
    terminal.complain(`--html: found ${html}, ${obstacle}, expected a file`);
    return exit.usage;
  }
  const written = files.replaceText(html, page);
  if (written.kind === 'failed') {
    terminal.complain(`${html} cannot be written (${written.message})`);
    return exit.failed;
  }
  terminal.print(`written: ${html}`);
  return exit.done;
}

function obstacleAt(files: Files, path: string): string | undefined {
  if (files.list(path) !== undefined) return 'which is a directory';
  if (files.linkTarget(path) !== undefined) return 'which is a link';
  const read = files.readText(path);
  return read.kind === 'unreadable' && read.unfit === true ? read.message : undefined;
}
