import type { Refusal } from '../plan/codes.ts';
import type { Session } from './session.ts';

/** Of the run that does it: others may be at work before it. */
export interface Turn {
  /** From here on something is changed. */
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

/** Ctrl-C of a drill once the other node serves. */
export function stayThere({ terminal }: Session, node: string): 'end' {
  terminal.complain(
    `the drill ends here: it stays on ${node}. Back: carphast switchover, typed there`,
  );
  return 'end';
}

/** Ctrl-C while the groups come back: nobody serves in between, so that the drill ends after it. */
export function comeBackFirst(session: Session, turn: Turn, node: string): AbortSignal {
  const off = new AbortController();
  session.onInterrupt(() => {
    if (!turn.came) return stayThere(session, node);
    session.terminal.complain(
      'it comes back here first, and then the drill ends. Ctrl-C again ends at once: then type here carphast reconcile',
    );
    off.abort();
    return 'go-on';
  });
  return off.signal;
}

/** Ctrl-C of a promotion: the address may be here by now, and devd has told it to nobody else. */
export function leavePromotion({ terminal }: Session, { came }: Turn, names: string): 'end' {
  terminal.complain(
    came
      ? `${names} is left halfway. To go on, type here: carphast reconcile; to call it off: carphast release`
      : 'called off: nothing was changed',
  );
  return 'end';
}
