import type { Config } from '../config/model.ts';
import { foreignDemotion, sharesIn } from '../plan/share.ts';
import { version } from '../system/version.ts';
import { groupReport } from './group-report.ts';
import type { NodeLook } from './look.ts';
import type { Demotion, NodeStatus } from './report.ts';
import { unseenIn } from './unseen.ts';

/** This node's part of the report. */
export function nodeStatusOf(config: Config, look: NodeLook): NodeStatus {
  const { world, tookMs, node, run } = look;
  return {
    node: node ?? null,
    version,
    takenAt: new Date(world.takenAt).toISOString(),
    tookMs,
    demotion: demotionOf(look),
    preempt: world.carp.known ? world.carp.value.preempt : null,
    run,
    groups: config.groups.flatMap((group) => {
      const records = look.groups.get(group.name);
      return records === undefined ? [] : [groupReport(group, look, records)];
    }),
    unseen: unseenIn(look),
  };
}

function demotionOf({ world, linksUp }: NodeLook): Demotion | null {
  if (!world.carp.known) return null;
  const { demotion } = world.carp.value;
  const foreign = foreignDemotion(demotion);
  return {
    total: demotion,
    ours: sharesIn(demotion),
    foreign,
    stuck: foreign !== 0 && linksUp === true,
  };
}
