import { alarmsOf } from './alarms.ts';
import type { PeerReport } from './peer-report.ts';
import type { NodeStatus, StatusReport } from './report.ts';

/** Both nodes side by side, with what must not be overlooked. */
export function reportOf(own: NodeStatus, peer: PeerReport): StatusReport {
  return { v: 2, ...own, peer, alarms: alarmsOf(own, peer) };
}
