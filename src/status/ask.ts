import { askPeer, type Patience } from '../check/peer.ts';
import type { Config } from '../config/model.ts';
import type { Machine } from '../system/ports.ts';
import { peerReportOf, type PeerReport } from './peer-report.ts';

/** Somebody waits for the screen: a dead peer may cost 2 s, a slow one 4. */
export const hurried: Patience = { limitMs: 4000, connectSeconds: 2 };
/** For a question that nobody waits for. */
export const patient: Patience = { limitMs: 15_000, connectSeconds: 4 };

export interface Question {
  readonly config: Config;
  /** The other node is not to be asked. */
  readonly local: boolean;
  readonly patience: Patience;
}

/** Asks the other node for its own report, where there is one to ask. */
export async function askForStatus(
  machine: Machine,
  { config, local, patience }: Question,
): Promise<PeerReport> {
  if (local) return { state: 'not-asked' };
  const ssh = config.peer?.ssh;
  if (ssh === undefined) return { state: 'not-configured' };
  return peerReportOf(await askPeer(machine, ssh, patience), config.groups);
}
