import { tools } from '../freebsd/tools.ts';
import { answerOf, type Answer } from '../freebsd/call.ts';
import type { Config } from '../config/model.ts';
import type { Machine } from '../system/ports.ts';
import { finding, type Finding } from './finding.ts';
import type { PeerAnswer } from './judge/pair.ts';
import { readReportName } from './node-name.ts';
import { nodeReport } from './report.ts';

export interface Patience {
  /** The whole question, with the look that the other node takes; milliseconds. */
  readonly limitMs: number;
  /** Until ssh gives up to connect; seconds. */
  readonly connectSeconds: number;
}

/** What a person is asked to wait for an answer. */
export const usualPatience: Patience = { limitMs: 15_000, connectSeconds: 4 };

/** What is run at the other end: a verb that changes nothing, and asks no further node. */
const remoteWords = ['/usr/local/sbin/carphast', 'check', '--local', '--json'] as const;

export type Asked =
  | { readonly kind: 'answered'; readonly answer: PeerAnswer }
  | { readonly kind: 'failed'; readonly finding: Finding };

/** Arguments of ssh(1): no prompt, no terminal, nothing forwarded, bounded. */
export function sshArguments(
  target: string,
  { connectSeconds } = usualPatience,
): readonly string[] {
  const options = [
    'BatchMode=yes',
    `ConnectTimeout=${connectSeconds}`,
    'ServerAliveInterval=3',
    'ServerAliveCountMax=2',
    'ClearAllForwardings=yes',
    // Else a banner comes before what went wrong.
    'LogLevel=ERROR',
  ];
  return ['-T', ...options.flatMap((option) => ['-o', option]), '--', target, ...remoteWords];
}

/** Asks the other node of the configuration, where there is a way to. */
export async function askOther(machine: Machine, { peer }: Config): Promise<Asked> {
  if (peer?.ssh !== undefined) return askPeer(machine, peer.ssh);
  return {
    kind: 'failed',
    finding: finding('peer-not-configured', 'carphast.toml has no [peer] ssh'),
  };
}

/**
 * Asks the other node for its own report. What this node says itself, where ssh leads back to it, is no
 * answer: it would count as the other one's word that it has let go, or that a copy is whole.
 */
export async function askPeer(
  { exec, clock }: Machine,
  target: string,
  patience = usualPatience,
): Promise<Asked> {
  const askedAt = clock.now();
  const args = sshArguments(target, patience);
  const { limitMs } = patience;
  const words = `ssh ${target} ${remoteWords.join(' ')}`;
  const [said, own] = await Promise.all([
    exec({ tool: tools.ssh, args, limitMs }),
    readReportName(exec),
  ]);
  const answer = answerOf(said, words);
  if (!answer.known) return failed('peer-silent', answer.problem.text, words);
  const report = reportIn(answer.value.stdout);
  if (report === undefined) return unreadable(answer.value, words);
  const stranger = refuseOwn(report.node, own, target);
  if (stranger !== undefined) return { kind: 'failed', finding: stranger };
  return { kind: 'answered', answer: { report, askedAt, answeredAt: clock.now() } };
}

function unreadable({ status, stdout, stderr }: Answer, words: string): Asked {
  const said = lastLine(stderr) ?? lastLine(stdout);
  const text = `${words}: exit ${status}${said === undefined ? '' : `: ${said}`}`;
  // 255 is ssh's own (ssh(1)); else somebody answered, and not in these words.
  return failed(status === 255 ? 'peer-silent' : 'peer-unreadable', text, words);
}

/** Why it may be this node itself that has answered, or undefined. */
function refuseOwn(node: string, own: string | undefined, target: string): Finding | undefined {
  if (own === undefined)
    return finding(
      'unseen',
      `this node’s own name is not known, so ssh ${target} may lead back to it`,
      'type it: sysctl kern.hostname',
    );
  if (node !== own) return undefined;
  return finding('peer-is-self', `ssh ${target} is answered by ${node}, this node’s own name`);
}

function failed(code: 'peer-silent' | 'peer-unreadable', text: string, words: string): Asked {
  return { kind: 'failed', finding: finding(code, text, `type it: ${words}`) };
}

/** A login message may stand before it, with braces of its own. */
function reportIn(stdout: string): PeerAnswer['report'] | undefined {
  const line = stdout.search(/^\{$/m);
  const start = line < 0 ? stdout.indexOf('{') : line;
  try {
    const parsed = nodeReport.safeParse(JSON.parse(stdout.slice(Math.max(0, start))));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string | undefined {
  const lines = text.split('\n').map((one) => one.replace(/\p{Cc}+/gu, ' ').trim());
  return lines.findLast((one) => one !== '')?.slice(0, 200);
}
