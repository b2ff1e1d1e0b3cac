import type { Verdict } from '../check/verdict.ts';
import type { Code } from '../plan/codes.ts';

/** sysexits(3), where they fit. */
export const exit = {
  done: 0,
  failed: 1,
  refused: 2,
  usage: 64,
  unavailable: 69,
  internal: 70,
  tryAgain: 75,
  notRoot: 77,
  config: 78,
  /** By Ctrl-C: 128 and SIGINT's number. */
  interrupted: 130,
} as const;

const missing: readonly Code[] = ['hastd-not-running', 'hast-not-installed', 'hastd-did-not-start'];

/** What a run, or work by hand, came to. */
type Ended =
  { readonly kind: 'reached' } | { readonly kind: 'failed' | 'refused'; readonly code: Code };

/** The exit status of a run: the worst that became of a group. */
export function exitOf(rests: Iterable<Ended>): number {
  const statuses = [...rests].map((rest) => {
    if (rest.kind === 'reached') return exit.done;
    if (missing.includes(rest.code)) return exit.unavailable;
    if (rest.code === 'config-invalid') return exit.config;
    return rest.kind === 'failed' ? exit.failed : exit.refused;
  });
  const order = [exit.config, exit.failed, exit.unavailable, exit.refused];
  return order.find((status) => statuses.some((found) => found === status)) ?? exit.done;
}

/** What monitoring plugins exit with: `check` speaks their language. */
export function checkExit(verdict: Verdict): number {
  return { ok: 0, warning: 1, critical: 2, unknown: 3 }[verdict];
}
