import { checkCodes, checkPageOf, isCheckCode } from '../check/pages.ts';
import type { CodePage } from '../plan/code-page.ts';
import { codes, isCode, pageOf } from '../plan/codes.ts';

/** Every code there is: refusals, holds, failures, and what a check can find. */
export const everyCode: readonly string[] = [...Object.keys(codes), ...checkCodes];

/** The page of a code, or undefined when there is no such code. */
export function anyPageOf(code: string): CodePage | undefined {
  if (isCode(code)) return pageOf(code);
  return isCheckCode(code) ? checkPageOf(code) : undefined;
}
