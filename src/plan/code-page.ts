/**
 * Every refusal and failure has a stable code, and a page: what it means, what is at risk, and what
 * to type. `carphast explain CODE` and docs/codes.md are made from this table.
 */
export interface CodePage {
  readonly kind: 'refusal' | 'failure' | 'hold' | 'check';
  readonly title: string;
  readonly cause: string;
  readonly risk: string;
  readonly next: string;
}
