import type { Group } from '../config/model.ts';
import type { Refusal } from '../plan/codes.ts';
import { judgePair } from './judge/pair.ts';
import type { Asked } from './peer.ts';
import { openOf, refuseSwitchover, takenBack } from './readiness.ts';
import type { NodeReport } from './report.ts';

/** What a drill is judged by, before anything moves. */
export interface Drill {
  readonly groups: readonly Group[];
  readonly own: NodeReport;
  readonly asked: Asked;
  readonly andBack: boolean;
}

/** Why no drill is begun, or undefined: as strict as a switchover, about both nodes. */
export function refuseDrill({ groups, own, asked, andBack }: Drill): Refusal | undefined {
  const there = groups
    .map((group) => refuseSwitchover(group, own, asked))
    .find((one) => one !== undefined);
  if (there !== undefined || asked.kind === 'failed') return there;
  const open = groups.map((group) => openOf(own, group)).find((one) => one !== undefined);
  if (open !== undefined)
    return { code: 'node-not-ready', text: `${own.node}: ${open.text} [${open.code}]` };
  const broken = own.findings.find(({ severity }) => severity === 'critical');
  if (broken !== undefined)
    return { code: 'node-not-ready', text: `${own.node}: ${broken.text} [${broken.code}]` };
  const apart = judgePair(own, asked.answer).find(({ severity }) => severity === 'critical');
  if (apart !== undefined) return { code: 'peer-not-ready', text: `${apart.text} [${apart.code}]` };
  const { card } = asked.answer.report;
  const noWay = groups
    .map((group) => own.card && card && takenBack(group, own.card, card))
    .find((text) => typeof text === 'string');
  if (!andBack || typeof noWay !== 'string') return undefined;
  return { code: 'peer-outbids', text: `there is no way back: ${noWay}` };
}
