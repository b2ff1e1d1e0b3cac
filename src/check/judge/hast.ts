import type { HastResource, HastConfNode } from '../../freebsd/types.ts';
import { lastSync, splitSince, type HastEventLine } from '../../history/hast-events.ts';
import { pageOf } from '../../plan/codes.ts';
import { timeText } from '../../text/time.ts';
import type { Facts, HastFacts } from '../facts.ts';
import { finding, unseen, when, type Finding } from '../finding.ts';

/** Whether the other node has, and keeps getting, what is written here. */
export function judgeHast(facts: Facts): readonly Finding[] {
  const { config, hast } = facts;
  const names = config.groups.flatMap(({ resources }) => resources);
  return [
    ...judgeGate(hast),
    ...config.groups.flatMap((group) =>
      group.resources
        .flatMap((name) => judgeResource(facts, name))
        .map((found) => ({ ...found, group: group.name })),
    ),
    ...judgeConf(facts, names),
  ];
}

function judgeGate({ gate }: HastFacts): readonly Finding[] {
  if (!gate.known) return [unseen(gate.problem)];
  return when(!gate.value, 'gate-missing', 'kldstat -m g_gate: not there, and no geom_gate.ko');
}

function judgeResource(facts: Facts, name: string): readonly Finding[] {
  const reading = facts.world.resources.get(name);
  // What hastd does not answer is among the refusals of a takeover.
  if (reading?.known !== true) return [];
  const resource = reading.value;
  return [
    ...judgeConnection(resource),
    ...judgeSync(resource, facts.hast.events),
    ...judgeCopy(resource, facts.world.unfinished.get(name)),
    ...judgeErrors(resource, facts),
  ];
}

function judgeConnection({ name, role, status, remoteAddress }: HastResource): readonly Finding[] {
  if (remoteAddress === 'none') return [];
  return [
    ...when(
      role === 'primary' && status === 'degraded',
      'degraded',
      `${name} is primary and degraded: ${remoteAddress} is not connected`,
    ),
    ...when(
      role === 'secondary' && status === undefined,
      'not-connected',
      `${name} is secondary, and ${remoteAddress} is not connected as its primary`,
    ),
  ];
}

function judgeSync(
  { name, role, status, dirty, keptDirty }: HastResource,
  events: readonly HastEventLine[],
): readonly Finding[] {
  if (role !== 'primary') return [];
  const last = lastSync(events, name);
  if (last !== undefined && last.event !== 'syncdone' && dirty > 0)
    return [
      finding(
        'sync-unfinished',
        `${name}: ${last.event} at ${timeText(last.at)}, and no syncdone since`,
      ),
    ];
  return when(
    status === 'complete' && dirty > 2 * keptDirty,
    'dirty',
    `${name} is complete, and ${dirty} bytes are dirty`,
  );
}

/** What the other node last said of this node's copy, and what a takeover would be refused for. */
function judgeCopy({ name, role }: HastResource, since: number | undefined): readonly Finding[] {
  if (role === 'primary' || since === undefined) return [];
  return [
    {
      code: 'copy-unfinished',
      severity: 'critical',
      text: `${name}: at ${timeText(since)} this node's copy was not whole`,
      mend: 'wait until the resynchronisation ends (on the primary: carphast dirty); then here: carphast reconcile',
    },
  ];
}

function judgeErrors(resource: HastResource, { hast, sysctls }: Facts): readonly Finding[] {
  const { name, localErrors, role, status } = resource;
  const split = splitSince(hast.events, name);
  const date = Number(sysctls.known ? sysctls.value.get('kern.osreldate') : 0);
  const stuck = role === 'primary' && status === 'degraded' && date >= 1_500_000;
  return [
    ...when(localErrors > 0, 'local-errors', `${name}: ${localErrors} local errors`),
    ...when(
      stuck && hast.headerTimeouts,
      'hast-on-15',
      `${name} is degraded, and hastd logs "Unable to receive header ... Operation timed out"`,
    ),
    ...(split === undefined ? [] : [splitFinding(name, split)]),
  ];
}

function splitFinding(name: string, at: number): Finding {
  return {
    code: 'split-brain',
    severity: 'critical',
    text: `${name}: hastd has reported a split brain since ${timeText(at)}`,
    mend: pageOf('split-brain').next,
  };
}

function judgeConf({ hast, interfaces, world }: Facts, names: readonly string[]): Finding[] {
  if (!hast.conf.known) return [];
  const known = hast.conf.value.resources.filter(({ name }) => names.includes(name));
  const addresses = interfaces.known
    ? interfaces.value.flatMap((one) => one.addresses.filter(({ vhid }) => vhid !== undefined))
    : [];
  const remotes = known.flatMap(({ name, nodes }) => nodes.map((node) => ({ name, node })));
  return [
    ...remotes.flatMap(({ name, node }) =>
      when(
        addresses.some(({ address }) => address === hostOf(node)),
        'remote-is-carp-address',
        `${name}: remote ${node.remote ?? ''} of ${node.node} is a CARP address`,
      ),
    ),
    ...known.flatMap(({ name, hooked }) =>
      when(!hooked && world.resources.has(name), 'hook-missing', `${name} has no exec hook`),
    ),
  ];
}

/** The host of `tcp4://10.0.0.2:8457`, `[fe80::1]:8457` or a bare address. */
function hostOf({ remote = '' }: HastConfNode): string {
  const bare = remote.replace(/^[a-z]+\d?:\/\//, '');
  const bracketed = /^\[([^\]]+)\]/.exec(bare)?.[1];
  if (bracketed !== undefined) return bracketed;
  return bare.split(':').length === 2 ? bare.replace(/:\d+$/, '') : bare;
}
