import type { Log, LogFields } from './ports.ts';

/** A log whose destinations are known only once the configuration has been read. */
export interface DeferredLog extends Log {
  readonly isOpen: boolean;
  /** Hands over what was said so far, and everything from now on. */
  open(log: Log): void;
}

type Level = keyof Log;
interface Line {
  readonly level: Level;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export function createDeferredLog(): DeferredLog {
  const waiting: Line[] = [];
  let target: Log | undefined;
  const say = (level: Level) => (message: string, fields?: LogFields) => {
    if (target === undefined) waiting.push({ level, message, fields });
    else target[level](message, fields);
  };
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    get isOpen() {
      return target !== undefined;
    },
    open: (log) => {
      target = log;
      for (const { level, message, fields } of waiting.splice(0)) log[level](message, fields);
    },
  };
}
