import { formatDuration } from '../config/duration.ts';
import { lookAt, readWorld } from '../world/read.ts';
import { exit } from './exit.ts';
import { readConfig, type Session } from './session.ts';
import { sayUnconfigured } from './unconfigured.ts';
import {
  reportOf,
  type GroupReport,
  type ResourceReport,
  type StatusReport,
} from './status-facts.ts';
import { wordText } from '../history/word-file.ts';
import { columns, paint, printJson, type Terminal } from './terminal.ts';

/** `carphast status`: what this node is. Needs no root, and says what it could not see. */
export async function status(session: Session, json: boolean): Promise<number> {
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid') return sayUnconfigured(session.terminal, loaded);
  const { config } = loaded;
  const world = await readWorld(session.machine, lookAt(config));
  const report = reportOf(session.machine, config, world);
  if (json) printJson(session.terminal, report);
  else printReport(session.terminal, report);
  return exit.done;
}

function printReport(terminal: Terminal, report: StatusReport): void {
  const { demotion, preempt } = report;
  terminal.print(
    demotion === null
      ? 'carp      unknown'
      : `carp      preempt ${preempt === true ? 'on' : 'off'}, demotion ${demotion.total}${shares(demotion)}`,
  );
  for (const group of report.groups) printGroup(terminal, group);
}

function shares(demotion: { readonly ours: number; readonly foreign: number }): string {
  if (demotion.ours === 0) return '';
  return ` (yielded by carphast; ${demotion.foreign} by others)`;
}

const colours = {
  active: 'green',
  standby: 'green',
  promoting: 'yellow',
  demoting: 'yellow',
  held: 'yellow',
  frozen: 'yellow',
  failed: 'red',
} as const;

function printGroup(terminal: Terminal, group: GroupReport): void {
  terminal.print('');
  const state = paint(terminal, colours[group.state], group.state);
  terminal.print(
    `group     ${paint(terminal, 'bold', group.name)}: ${state}, because ${group.because}`,
  );
  if (group.open !== null)
    terminal.print(
      `under way ${group.open.goal}, since ${group.open.since} (or killed: then the next run goes on)`,
    );
  if (group.frozen !== null)
    terminal.print(
      paint(
        terminal,
        'yellow',
        `FROZEN    ${wordText(group.frozen)}: carphast does nothing to it; carphast plan, carphast maintenance off`,
      ),
    );
  if (group.maintenance !== null)
    terminal.print(
      `maintenance since ${new Date(group.maintenance.since).toISOString()}${group.maintenance.reason === '' ? '' : `: ${group.maintenance.reason}`}; carphast maintenance off`,
    );
  if (group.yielded !== null)
    terminal.print(
      `yielded   since ${new Date(group.yielded.since).toISOString()}: ${group.yielded.text} [${group.yielded.code}]; carphast explain ${group.yielded.code}`,
    );
  const rows = [
    ...group.vhids.map(({ name, state: is }) => ['vhid', name, is]),
    ...group.resources.map(resourceRow),
    ...group.filesystems.map(({ mountpoint, device, state: is }) => [
      'mount',
      mountpoint,
      `${is === 'free' ? 'not mounted' : is}, ${device}`,
    ]),
    ...group.pools.map(({ name, state: is }) => ['pool', name, is]),
    ...group.services.map(({ name, state: is, optional }) => [
      'service',
      name,
      optional ? `${is} (optional)` : is,
    ]),
  ];
  columns(rows.map(([kind = '', ...rest]) => [kind.padEnd(8), ...rest])).forEach((line) =>
    terminal.print(line),
  );
  printLast(terminal, group);
}

function resourceRow(resource: ResourceReport): readonly string[] {
  if (resource.problem !== null) return ['resource', resource.name, `unknown: ${resource.problem}`];
  const dirty = resource.dirty === null ? '' : `, dirty ${formatBytes(resource.dirty)}`;
  const errors =
    resource.localErrors === null || resource.localErrors === 0
      ? ''
      : `, LOCAL ERRORS ${resource.localErrors}`;
  const device = resource.device ? ', device there' : '';
  const split =
    resource.splitSince === null
      ? ''
      : `, SPLIT BRAIN since ${resource.splitSince} (carphast explain split-brain)`;
  return [
    'resource',
    resource.name,
    `${resource.role}, ${connection(resource)}${dirty}${errors}${device}${split}`,
  ];
}

function connection({ connection: is, role }: ResourceReport): string {
  if (is !== '-') return is;
  return role === 'secondary' ? 'no primary is connected' : 'no worker';
}

function printLast(terminal: Terminal, { last }: GroupReport): void {
  if (last === null) return;
  const when = new Date(last.startedAt).toISOString();
  const why = last.code === undefined ? '' : ` [${last.code}] ${last.text ?? ''}`;
  terminal.print(
    `last      ${when} to ${last.goal}: ${last.outcome} in ${formatDuration(last.durationMs)}${why}`,
  );
}

/** For people: `48 MB`. */
function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Math.round(bytes / 1024 ** power)} ${units[power] ?? 'B'}`;
}
