import type { OpenSession } from '../commands/open-session.ts';

/** Opens the machine, does a verb's work on it, closes it, and reports the exit status. */
export type WithSession = (work: (open: OpenSession) => Promise<number> | number) => Promise<void>;
