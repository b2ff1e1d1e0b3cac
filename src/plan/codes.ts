import { failurePages } from './failure-pages.ts';
import { refusalPages } from './refusal-pages.ts';

/**
 * Every refusal and failure has a stable code, and a page: what it means, what is at risk, and what
 * to type. `carphast explain CODE` and docs/codes.md are made from this table.
 */
export interface CodePage {
  readonly kind: 'refusal' | 'failure' | 'hold';
  readonly title: string;
  readonly cause: string;
  readonly risk: string;
  readonly next: string;
}

export const codes = { ...refusalPages, ...failurePages };

export type Code = keyof typeof codes;

export function isCode(word: string): word is Code {
  return Object.hasOwn(codes, word);
}

export function pageOf(code: Code): CodePage {
  return codes[code];
}

/** What a guard says instead of a plan. */
export interface Refusal {
  readonly code: Code;
  /** What was found, in one sentence. */
  readonly text: string;
}
