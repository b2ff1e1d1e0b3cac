import type { Role } from './types.ts';

export const roles: readonly Role[] = ['init', 'primary', 'secondary'];

export function readRole(word: string | undefined): Role | undefined {
  return roles.find((role) => role === word);
}

/**
 * hastctl's output without what its parser of hast.conf echoes before it: flex copies every
 * character that no rule of sbin/hastd/token.l matches (quotes, commas, the CR of a DOS file) to
 * stdout, glued to the first line. No name may hold one of these, so they can be told apart.
 */
export function withoutEcho(text: string): string {
  return text.replace(/^[^\w.\-/:[\]{}#\n\t ][^\w.\-/:[\]{}#]*/, '');
}
