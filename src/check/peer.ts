import { tools } from '../freebsd/tools.ts';
import { answerOf } from '../freebsd/call.ts';
import type { Config } from '../config/model.ts';
import type { Machine } from '../system/ports.ts';
import { finding, type Finding } from './finding.ts';
import type { PeerAnswer } from './judge/pair.ts';
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

/** Asks the other node for its own report. */
export async function askPeer(
  { exec, clock }: Machine,
  target: string,
  patience = usualPatience,
): Promise<Asked> {
  const askedAt = clock.now();
  const args = sshArguments(target, patience);
  const { limitMs } = patience;
  const words = `ssh ${target} ${remoteWords.join(' ')}`;
  const answer = answerOf(await exec({ tool: tools.ssh, args, limitMs }), words);
  if (!answer.known) return failed('peer-silent', answer.problem.text, words);
  const report = reportIn(answer.value.stdout);
  if (report !== undefined)
    return { kind: 'answered', answer: { report, askedAt, answeredAt: clock.now() } };
  const said = lastLine(answer.value.stderr) ?? lastLine(answer.value.stdout);
  const text = `${words}: exit ${answer.value.status}${said === undefined ? '' : `: ${said}`}`;
  // 255 is ssh's own (ssh(1)); else somebody answered, and not in these words.
  return failed(answer.value.status === 255 ? 'peer-silent' : 'peer-unreadable', text, words);
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
