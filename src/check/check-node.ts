import type { Loaded } from '../config/load.ts';
import type { Machine } from '../system/ports.ts';
import { version } from '../system/version.ts';
import { cardOf } from './card.ts';
import type { Facts } from './facts.ts';
import { finding, type Finding } from './finding.ts';
import { judgeBoot } from './judge/boot.ts';
import { judgeCarp } from './judge/carp.ts';
import { judgeDevd } from './judge/devd.ts';
import { judgeHast } from './judge/hast.ts';
import { judgeNode } from './judge/node.ts';
import { judgeServices } from './judge/services.ts';
import { judgeStorage } from './judge/storage.ts';
import { nameless, nodeNameIn } from './node-name.ts';
import { readFacts } from './read-facts.ts';
import type { NodeReport } from './report.ts';

/** Looks at this node, and says why a failover to it or from it would not work now. */
export async function checkNode(
  machine: Machine,
  config: Extract<Loaded, { kind: 'valid' }>['config'],
  privileged: boolean,
): Promise<NodeReport> {
  const takenAt = machine.clock.now();
  const facts = await readFacts(machine, config, privileged);
  return {
    v: 1,
    node: nodeNameIn(facts.sysctls) ?? nameless,
    version,
    takenAt,
    findings: judge(facts).map(onOneLine),
    card: cardOf(facts),
  };
}

/** All that is wrong with this node. */
export function judge(facts: Facts): readonly Finding[] {
  const forRoot = facts.privileged
    ? [...judgeHast(facts), ...judgeNode(facts)]
    : [finding('not-root', 'this is not root: roles, devices and pools were not looked at')];
  const found = [
    ...judgeCarp(facts),
    ...judgeDevd(facts),
    ...forRoot,
    ...judgeStorage(facts),
    ...judgeServices(facts),
    ...judgeBoot(facts),
  ];
  return found.filter((one, at) => found.findIndex(({ text }) => text === one.text) === at);
}

/** A tool’s own words are in some of them. */
export function onOneLine(found: Finding): Finding {
  return { ...found, text: found.text.replace(/\p{Cc}+/gu, ' ').slice(0, 2000) };
}
