import type { Config } from '../config/model.ts';
import { changeMaintenance, maintenanceOf } from '../history/maintenance.ts';
import type { Refusal } from '../plan/codes.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { checkNode } from '../check/check-node.ts';
import { askPeer, type Asked } from '../check/peer.ts';
import { isServedBy, refuseIncomplete, refuseSwitchover } from '../check/readiness.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { refuse } from './refuse.ts';
import type { Session } from './session.ts';

export interface MaintenanceWish {
  readonly on: boolean;
  /** Undefined: all of them. */
  readonly group?: string;
  readonly reason?: string;
  /** Although the other node is in maintenance too, or not seen. */
  readonly force: boolean;
}

/**
 * `carphast maintenance on|off [GROUP]`: lets go of groups, and takes nothing over until they are let
 * out again; other than a release it survives boots. It is written down before anything is let go.
 */
export async function maintenance(session: Session, wish: MaintenanceWish): Promise<number> {
  const named = await groupsNamed(session, wish.group);
  if (named.kind === 'ended') return named.status;
  const { config } = named;
  return wish.on ? begin(session, config, named.names, wish) : end(session, config, named.names);
}

async function begin(
  session: Session,
  config: Config,
  names: readonly string[],
  { reason = '', force }: MaintenanceWish,
): Promise<number> {
  const { machine } = session;
  const refusal = force ? undefined : await whyNot(session, config, names);
  if (refusal !== undefined) return refuse(session, refusal);
  const since = machine.clock.now();
  const written = changeMaintenance(machine.files, {
    names,
    known: config.groups.map(({ name }) => name),
    record: { since, reason },
  });
  if (written.kind === 'failed') return notWritten(session, written.message, 'nothing was let go');
  return act(session, {
    wait: true,
    handOver: 'held',
    hint: () => ({ kind: 'look', text: words('on', names, reason), vhids: [] }),
  });
}

/** The word counts at once: who types on again right after it is not overruled by a run that was waiting. */
async function end(session: Session, config: Config, names: readonly string[]): Promise<number> {
  const { files } = session.machine;
  const held = names.filter((name) => maintenanceOf(files, name) !== undefined);
  const known = config.groups.map(({ name }) => name);
  const written = changeMaintenance(files, { names, known, record: undefined });
  if (written.kind === 'failed') return notWritten(session, written.message, 'it goes on');
  return act(session, {
    wait: true,
    hint: () => ({ kind: 'look', text: words('off', names, ''), vhids: [] }),
    prepare: async (run) => {
      const ended = held.filter((name) => maintenanceOf(run.machine.files, name) === undefined);
      for (const name of ended) await withdrawFor(run, name);
    },
  });
}

function notWritten({ terminal }: Session, message: string, so: string): number {
  terminal.complain(`it cannot be written down (${message}), so ${so}`);
  return exit.failed;
}

function words(what: 'on' | 'off', names: readonly string[], reason: string): string {
  return `maintenance ${what} of ${names.join(', ')}${reason === '' ? '' : `: ${reason}`}`;
}

/**
 * Where a peer is configured it has to be seen. What is served here it has to be able to serve; else it
 * is enough that it is not in maintenance itself. Without a channel, HAST's connection has to do.
 */
async function whyNot(
  { machine }: Session,
  config: Config,
  names: readonly string[],
): Promise<Refusal | undefined> {
  const own = await checkNode(machine, config, true);
  const groups = config.groups.filter(({ name }) => names.includes(name));
  const served = groups.filter((group) => isServedBy(own, group));
  const target = config.peer?.ssh;
  if (target === undefined) return served.length === 0 ? undefined : refuseIncomplete(own);
  const asked = await askPeer(machine, target);
  for (const group of groups) {
    const refusal = served.includes(group)
      ? refuseSwitchover(group, own, asked)
      : refuseSecond(group.name, asked);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuseSecond(name: string, asked: Asked): Refusal | undefined {
  if (asked.kind === 'failed') return { code: 'peer-not-seen', text: asked.finding.text };
  const { report } = asked.answer;
  return report.findings.some(({ code, group }) => code === 'maintenance' && group === name)
    ? { code: 'peer-in-maintenance', text: `${report.node} has ${name} in maintenance already` }
    : undefined;
}
