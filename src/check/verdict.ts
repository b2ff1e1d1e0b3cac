import type { Severity } from './pages/page.ts';

export type Verdict = 'ok' | Exclude<Severity, 'note'>;

const order = ['critical', 'warning', 'unknown'] as const;

/** The worst of the findings. Notes do not count. */
export function worstOf(findings: readonly { readonly severity: Severity }[]): Verdict {
  return order.find((severity) => findings.some((one) => one.severity === severity)) ?? 'ok';
}
