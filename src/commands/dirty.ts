import type { Problem } from '../freebsd/reading.ts';
import type { HastList } from '../freebsd/types.ts';
import { hastRefusal } from '../plan/guards.ts';
import { readAllResources } from '../world/hast.ts';
import { shortBytes } from '../text/bytes.ts';
import { dirtyReport, isDirty, type DirtyReport, type DirtyResource } from './dirty-facts.ts';
import { exit } from './exit.ts';
import { resourcesNamed } from './resources-named.ts';
import type { Session } from './session.ts';
import { columns, printJson, type Terminal } from '../text/terminal.ts';
import { usageError } from './usage.ts';

export interface DirtyWish {
  /** Empty: all that hastd has. */
  readonly resources: readonly string[];
  /** Clean ones too. */
  readonly all: boolean;
  /** The exit status says it all. */
  readonly quiet: boolean;
  /** `48M` instead of bytes. */
  readonly human: boolean;
  readonly json: boolean;
}

/** hastd may be waiting for a slow peer. */
const hastMs = 25_000;

/** Beyond it statuses of sysexits(3) begin: 69 is no number of resources. */
export const mostCounted = 63;

/**
 * `carphast dirty [RESOURCE...]`: what the other node does not have yet. The exit status is the
 * number of dirty resources, at most 63. Needs no configuration.
 */
export async function dirty(session: Session, wish: DirtyWish): Promise<number> {
  const list = await readAllResources(session.machine, { hastMs });
  if (!list.known) return unanswered(session, list.problem);
  const known = namesIn(list.value);
  const named = resourcesNamed(wish.resources, { known, usual: known });
  if (named.kind === 'unknown') return usageError(session, named.text);
  const report = dirtyReport(list.value, named.names);
  if (!wish.quiet) show(session.terminal, report, wish);
  return Math.min(report.dirty, mostCounted);
}

function unanswered(session: Session, problem: Problem): number {
  const { code, text } = hastRefusal(problem);
  session.terminal.complain(`${text} [${code}; carphast explain ${code}]`);
  if (code === 'hast-conf-invalid') return exit.config;
  return session.privileged ? exit.unavailable : exit.notRoot;
}

function namesIn({ resources, errors }: HastList): readonly string[] {
  return [...resources, ...errors].map(({ name }) => name);
}

function show(terminal: Terminal, report: DirtyReport, { all, human, json }: DirtyWish): void {
  if (json) {
    printJson(terminal, report);
    return;
  }
  const shown = report.resources.filter((resource) => all || isDirty(resource));
  const rows = shown.map((resource) => [resource.name, amount(resource, human)]);
  for (const line of columns(rows)) terminal.print(line);
  const blind = report.resources.filter((resource) => resource.dirty === null);
  if (blind.length > 0) terminal.complain(`not known here: ${blind.map(why).join(', ')}`);
  if (blind.some(({ role }) => role !== 'primary'))
    terminal.complain('only the primary knows what is dirty: ask the other node');
}

function amount({ dirty: bytes }: DirtyResource, human: boolean): string {
  if (bytes === null) return '-';
  return human ? shortBytes(bytes) : String(bytes);
}

function why({ name, role }: DirtyResource): string {
  return role === 'primary' ? `${name} is primary without a worker` : `${name} is ${role}`;
}
