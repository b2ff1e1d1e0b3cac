import { checkCodes, checkPageOf, isCheckCode } from '../check/pages.ts';
import type { CodePage } from '../plan/code-page.ts';
import { codes, isCode, pageOf } from '../plan/codes.ts';
import { setupPages } from '../setup/pages.ts';

/** Every code there is: refusals, holds, failures, and what a check or setup can find. */
export const everyCode: readonly string[] = [
  ...Object.keys(codes),
  ...Object.keys(setupPages),
  ...checkCodes,
];

/** The page of a code, or undefined when there is no such code. */
export function anyPageOf(code: string): CodePage | undefined {
  if (isCode(code)) return pageOf(code);
  if (isSetupCode(code)) return setupPages[code];
  return isCheckCode(code) ? checkPageOf(code) : undefined;
}

function isSetupCode(word: string): word is keyof typeof setupPages {
  return Object.hasOwn(setupPages, word);
}
