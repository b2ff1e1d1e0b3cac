/** The program of a devd action: its first word. */
export function programOf(action: string): string {
  return /^\s*(\S+)/.exec(action)?.[1] ?? '';
}

/** Whether a devd action starts carphast, itself or by a shell. */
export function callsCarphast(action: string): boolean {
  return /(?:^|[\s/'"])carphast(?:\s|$)/.test(action);
}

/** devd puts quotes around each variable: within quotes of the action they become a part of it. */
export function quotesVariables(action: string): boolean {
  return /["'][^"']*\$(?:type|subsystem)\b[^"']*["']/.test(action);
}
