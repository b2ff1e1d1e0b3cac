import type { Config } from '../../config/model.ts';
import { reportOf } from '../report-of.ts';
import type { PeerReport } from '../peer-report.ts';
import type { NodeStatus, StatusReport } from '../report.ts';

/** What a watch knows by now; each look replaces its part, so that nothing piles up. */
export interface Scene {
  config: Config;
  own: NodeStatus | undefined;
  /** When the last look ended, on the clock's `elapsed`. */
  lookedAt: number;
  peer: PeerReport;
  /** Milliseconds since the epoch. */
  peerAskedAt: number | undefined;
  /** Why the configuration that is there now is not followed. */
  problem: string | undefined;
  /** Something of this node's state is another since the peer was asked. */
  moved: boolean;
}

export function newScene(config: Config): Scene {
  return {
    config,
    own: undefined,
    lookedAt: 0,
    peer: { state: 'asking' },
    peerAskedAt: undefined,
    problem: undefined,
    moved: false,
  };
}

export function reportIn({ own, peer }: Scene): StatusReport | undefined {
  return own === undefined ? undefined : reportOf(own, peer);
}

/** Takes a look in. What the other node said before this one moved is not put beside it. */
export function lookedIn(scene: Scene, own: NodeStatus, at: number): void {
  const moves = scene.own !== undefined && statesOf(scene.own) !== statesOf(own);
  if (moves && scene.peer.state === 'answered') answeredIn(scene, { state: 'asking' }, at);
  scene.moved ||= moves;
  scene.own = own;
  scene.lookedAt = at;
}

/** Takes the other node's answer in, unless this node has moved since it was asked. */
export function answeredIn(scene: Scene, peer: PeerReport, at: number): void {
  const late = scene.moved && peer.state === 'answered';
  scene.peer = late ? { state: 'asking' } : peer;
  scene.peerAskedAt = scene.peer.state === 'answered' ? at : undefined;
}

/** What the other node would answer differently after it has changed here. */
function statesOf({ groups }: NodeStatus): string {
  return JSON.stringify(
    groups.map(({ state, vhids, resources }) => [state, vhids, resources.map(({ role }) => role)]),
  );
}
