import type { CodePage } from './code-page.ts';
import { failurePages } from './failure-pages.ts';
import { promotionPages } from './promotion-pages.ts';
import { refusalPages } from './refusal-pages.ts';

export const codes = { ...refusalPages, ...promotionPages, ...failurePages };

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
