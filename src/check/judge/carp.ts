import type { NetworkInterface, Vhid } from '../../freebsd/types.ts';
import { isApart } from '../../plan/goal.ts';
import { foreignDemotion, sharesIn, yieldingSkew } from '../../plan/share.ts';
import { timeText } from '../../text/time.ts';
import type { Facts } from '../facts.ts';
import { finding, unseen, when, type Finding } from '../finding.ts';

/** Whether this node can become MASTER, and give it away again. */
export function judgeCarp(facts: Facts): readonly Finding[] {
  return [...judgeSettings(facts), ...judgeVhids(facts), ...judgeDemotion(facts)];
}

function judgeSettings({ world, sysctls }: Facts): readonly Finding[] {
  const { carp } = world;
  if (!carp.known) return [unseen(carp.problem)];
  const allowed = sysctls.known ? sysctls.value.get('net.inet.carp.allow') : undefined;
  return [
    ...when(allowed === '0', 'carp-off', 'net.inet.carp.allow is 0'),
    ...when(!carp.value.preempt, 'preempt-off', 'net.inet.carp.preempt is 0'),
  ];
}

function judgeVhids({ world, config, groups }: Facts): readonly Finding[] {
  const { vhids } = world;
  if (!vhids.known) return [unseen(vhids.problem)];
  const { value } = vhids;
  return [
    ...config.groups.flatMap(({ name, vhids: names }) =>
      names.flatMap((one) => judgeVhid(value, one, groups.get(name)?.yielded?.skews[one])),
    ),
    ...config.groups.flatMap((group) =>
      when(
        isApart(group, value),
        'vhids-apart',
        `group ${group.name}: ${group.vhids.map((name) => `${name} is ${stateIn(value, name)}`).join(', ')}`,
      ),
    ),
  ];
}

/** `kept`: the advskew that a vhid gets back when it gives way no more. To set one now would lose it. */
function judgeVhid(
  vhids: readonly Vhid[],
  name: string,
  kept: number | undefined,
): readonly Finding[] {
  const vhid = vhids.find((one) => one.name === name);
  if (vhid === undefined)
    return [finding('vhid-missing', `ifconfig shows no vhid ${name}, which carphast.toml names`)];
  const { state, protocol } = vhid;
  const advskew = kept ?? vhid.advskew;
  const slowed = `ifconfig ${vhid.interface} vhid ${vhid.vhid} advskew 100, and the same in rc.conf`;
  return [
    ...when(state === 'INIT', 'vhid-init', `${name} is INIT`),
    ...when(protocol === 'vrrp', 'vhid-vrrp', `${name} speaks VRRP, not CARP`),
    ...when(
      advskew !== undefined && advskew >= yieldingSkew,
      'skew-too-high',
      `${name} has advskew ${String(advskew)}`,
      slowed,
    ),
  ];
}

function stateIn(vhids: readonly Vhid[], name: string): string {
  return vhids.find((one) => one.name === name)?.state ?? 'not on this machine';
}

function judgeDemotion({ world, interfaces, groups }: Facts): readonly Finding[] {
  if (!world.carp.known) return [];
  const { demotion } = world.carp.value;
  const yields = [...groups].filter(([, { yielded }]) => yielded !== undefined);
  // A group that is held says so itself.
  const told = yields.filter(
    ([, { goal }]) =>
      goal.kind !== 'frozen' && (goal.kind !== 'standby' || goal.hold === undefined),
  );
  const foreign = foreignDemotion(demotion);
  const linksUp = interfaces.known && carriersUp(interfaces.value);
  return [
    ...told.map(([name, { yielded }]) =>
      yielded?.code === 'switchover'
        ? { ...movedAway(name), severity: 'note' as const }
        : finding(
            'yielded',
            `group ${name} has yielded since ${since(yielded?.since)} [${yielded?.code ?? ''}]`,
            `mend the cause (carphast explain ${yielded?.code ?? ''}), then carphast resume ${name}`,
          ),
    ),
    ...when(
      sharesIn(demotion) !== 0 && yields.length === 0,
      'share-left-behind',
      `net.inet.carp.demotion is ${demotion}, and no group has yielded`,
    ),
    ...when(
      foreign !== 0 && linksUp,
      'demotion-stuck',
      `net.inet.carp.demotion is ${demotion}, of which ${foreign} is not carphast’s`,
      `dmesg | grep demoted; then sysctl net.inet.carp.demotion=${-foreign}`,
    ),
  ];
}

/** It takes over all the same when the other node is gone. */
function movedAway(name: string): Finding {
  return finding(
    'yielded',
    `group ${name} was moved to the other node, and gives way as long as that one lives`,
    `carphast resume ${name}`,
  );
}

function since(at: number | undefined): string {
  return at === undefined ? 'some time' : timeText(at);
}

/** Every interface with a vhid, managed or not, is up and has a link: each one that is not adds 240. */
export function carriersUp(interfaces: readonly NetworkInterface[]): boolean {
  return interfaces
    .filter(({ vhids }) => vhids.length > 0)
    .every(({ up, carrier }) => up && carrier !== false);
}
