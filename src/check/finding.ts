import { pageOf, type Code, type Refusal } from '../plan/codes.ts';
import type { Problem } from '../freebsd/reading.ts';
import { checkPageOf, type CheckCode } from './pages.ts';
import type { Severity } from './pages/page.ts';

/** A reason why a failover would not work now, or not as it should. */
export interface Finding {
  readonly code: Code | CheckCode;
  readonly severity: Severity;
  /** What was found, in one sentence. */
  readonly text: string;
  /** What to type. */
  readonly mend: string;
  /** Where it is about one group. */
  readonly group?: string;
}

/** A finding of its code's severity; `mend` where the page's words can be made more precise. */
export function finding(code: CheckCode, text: string, mend?: string): Finding {
  const { severity, next } = checkPageOf(code);
  return { code, severity, text, mend: mend ?? next };
}

/** What a takeover would be refused for. */
export function refusalFinding(group: string, { code, text }: Refusal): Finding {
  return {
    code,
    severity: 'critical',
    text: `group ${group}: ${text}`,
    mend: pageOf(code).next,
    group,
  };
}

/** The same, about one group. */
export function groupFinding(code: CheckCode, group: string, text: string, mend?: string): Finding {
  return { ...finding(code, `group ${group} ${text}`, mend), group };
}

export function unseen({ text }: Problem): Finding {
  return finding('unseen', text);
}

/** The finding, where the condition holds. */
export function when(condition: boolean, code: CheckCode, text: string, mend?: string): Finding[] {
  return condition ? [finding(code, text, mend)] : [];
}
