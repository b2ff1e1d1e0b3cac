import type { Asked } from '../check/peer.ts';
import { isServedBy } from '../check/readiness.ts';
import type { NodeReport } from '../check/report.ts';
import type { Group } from '../config/model.ts';

/** The other node, as it says of itself. */
export type PeerReport =
  /** `asking`: of a picture that is drawn before the answer is there. */
  | { readonly state: 'not-configured' | 'not-asked' | 'asking' }
  | {
      readonly state: 'silent' | 'unreadable';
      readonly text: string;
      /** What to type. */
      readonly mend: string;
    }
  | AnsweredPeer;

export interface AnsweredPeer {
  readonly state: 'answered';
  readonly node: string;
  readonly version: string;
  /** ISO 8601, by this node's clock. */
  readonly answeredAt: string;
  readonly tookMs: number;
  /** Null where they are not seen. */
  readonly vhids:
    readonly { readonly name: string; readonly vhid: number; readonly state: string }[] | null;
  readonly resources: readonly PeerResource[];
  readonly groups: readonly { readonly name: string; readonly serves: boolean | null }[];
  /** What it says of its groups: holds, transitions, failures. */
  readonly says: readonly PeerWord[];
  /** How much `carphast check` finds there. */
  readonly findings: { readonly critical: number; readonly warning: number };
}

export interface PeerResource {
  readonly name: string;
  /** Null where it is not seen. */
  readonly role: string | null;
  readonly connection: string | null;
  readonly dirty: number | null;
}

export interface PeerWord {
  readonly code: string;
  readonly text: string;
}

/** What of its answer is worth a line here. */
const told: readonly string[] = [
  'released',
  'maintenance',
  'frozen',
  'copy-unfinished',
  'switchover',
  'breaker-open',
  'yielded',
  'under-way',
  'not-at-rest',
  'last-failed',
  'split-brain',
  'hastd-not-running',
  'config-invalid',
];

/** What came of the question. */
export function peerReportOf(asked: Asked, groups: readonly Group[]): PeerReport {
  if (asked.kind === 'answered') {
    const { report, askedAt, answeredAt } = asked.answer;
    return {
      ...answered(report, groups),
      answeredAt: new Date(answeredAt).toISOString(),
      tookMs: answeredAt - askedAt,
    };
  }
  const { code, text, mend } = asked.finding;
  return { state: code === 'peer-silent' ? 'silent' : 'unreadable', text: reasonIn(text), mend };
}

/** Without the command line before it, which is what to type anyway: the reason has to fit the screen. */
function reasonIn(text: string): string {
  return text.replace(/^ssh .* --json: (?:exit 255: (?=.))?/, '');
}

function answered(
  report: NodeReport,
  groups: readonly Group[],
): Omit<AnsweredPeer, 'answeredAt' | 'tookMs'> {
  const { node, version, card, findings } = report;
  return {
    state: 'answered',
    node,
    version,
    vhids: card?.vhids?.map(({ name, vhid, state }) => ({ name, vhid, state })) ?? null,
    resources: (card?.resources ?? []).map(({ name, role, connection, dirty }) => ({
      name,
      role,
      connection: connection ?? null,
      dirty: dirty ?? null,
    })),
    groups: groups.map((group) => ({ name: group.name, serves: serves(report, group) })),
    says: findings
      .filter(({ code }) => told.includes(code))
      .map(({ code, text }) => ({ code, text })),
    findings: {
      critical: findings.filter(({ severity }) => severity === 'critical').length,
      warning: findings.filter(({ severity }) => severity === 'warning').length,
    },
  };
}

/** Null where its roles or vhids are not seen. */
function serves(report: NodeReport, group: Group): boolean | null {
  const { card } = report;
  if (card === null || card.vhids === null) return null;
  const own = card.resources.filter(({ name }) => group.resources.includes(name));
  return own.some(({ role }) => role === null) ? null : isServedBy(report, group);
}
