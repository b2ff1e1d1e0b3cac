import type { CodePage } from '../../plan/code-page.ts';

/**
 * `critical`: a failover would not work, or would do harm. `warning`: it would be late, partial, or
 * not undone. `unknown`: it could not be looked at. `note`: worth knowing; changes no exit status.
 */
export const severities = ['critical', 'warning', 'unknown', 'note'] as const;
export type Severity = (typeof severities)[number];

export type GradedPages = Readonly<
  Record<string, Omit<CodePage, 'kind'> & { readonly severity: Severity }>
>;
