/** What a look at the machine came to: a fact, or the reason why there is none. */
export type Reading<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly problem: Problem };

/** Why a fact could not be had. `code` is stable; `carphast explain CODE` explains it. */
export interface Problem {
  readonly code: ProblemCode;
  /** One sentence with what was found. */
  readonly text: string;
}

export type ProblemCode =
  /** The tool is not installed. */
  | 'tool-missing'
  /** The tool did not answer within its limit, or could not be started or was killed. */
  | 'no-answer'
  /** The tool's output is not what this tool prints. */
  | 'unreadable'
  /** The tool said no, in its own words. */
  | 'tool-failed'
  /** hastd does not run (hastctl exit 71, or 69). */
  | 'hastd-not-running'
  /** hast.conf is invalid or has no entry for this node (hastctl exit 72 or 78). */
  | 'hast-conf-invalid'
  /** hastd could not ask a worker just now (hastctl exit 70): ask again. */
  | 'ask-again';

export function known<T>(value: T): Reading<T> {
  return { known: true, value };
}

export function unknown<T>(code: ProblemCode, text: string): Reading<T> {
  return { known: false, problem: { code, text } };
}
