import type { Refusal } from '../plan/codes.ts';
import type { Session } from './session.ts';

/** Of the run that moves them: others may be at work before it. */
export interface Turn {
  /** From here on something is let go. */
  came: boolean;
  refusal?: Refusal | undefined;
}

/**
 * Ctrl-C before the address is given away: the groups are served here again, by the same run; or nothing
 * was let go, for its turn never came.
 */
export function callOff({ terminal, onInterrupt }: Session, turn: Turn): AbortController {
  const off = new AbortController();
  onInterrupt(() => {
    terminal.complain(
      turn.came
        ? 'called off: what was let go is taken back. Ctrl-C again ends at once, and leaves it as it is then'
        : 'called off: nothing was let go',
    );
    off.abort();
    return 'go-on';
  });
  return off;
}

/**
 * Ctrl-C once the address is given away: the other node goes on by itself. `preferred`: groups that come
 * back by preemption when this node gives way no more; between equals, or with preempt off, none does.
 */
export function leaveWaiting(
  { terminal }: Session,
  {
    names,
    preferred,
  }: { readonly names: readonly string[]; readonly preferred: readonly string[] },
): 'end' {
  const what = names.join(', ');
  terminal.complain(
    `no longer waited for: the other node goes on taking over ${what} by itself. There: carphast status`,
  );
  const here = preferred.map((name) => `carphast resume ${name}`).join(', ');
  terminal.complain(
    `to bring it back, when it is served there: carphast switchover, typed there${here === '' ? '' : `; or here: ${here}`}`,
  );
  return 'end';
}
