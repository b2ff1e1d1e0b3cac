/** A picture that is drawn again and again: in place on a terminal, one below the other in a pipe. */
import { constants } from 'node:os';
import { writeOut } from './output.ts';

export interface Screen {
  /** Whether a picture takes the place of the one before. */
  readonly live: boolean;
  size(): { readonly columns: number; readonly rows: number };
  draw(lines: readonly string[]): void;
  /** The window has another size, or somebody wants it drawn anew. */
  onRedraw(handler: () => void): void;
  /** With the exit status: a key, a signal, or nobody there to see it any more. */
  readonly ended: Promise<number>;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** In place, by log-update: of a new picture only the lines that have changed are sent. */
export async function openTerminalScreen(): Promise<Screen> {
  const { createLogUpdate } = await import('log-update');
  const { stdout } = process;
  const log = createLogUpdate(stdout);
  const ending = watchSignals();
  const redraws: (() => void)[] = [];
  const again = (): void => {
    // What is on the screen now may be wrapped, or written over: nothing of it can be kept.
    stdout.write(clearScreen);
    log.done();
    for (const one of redraws) one();
  };
  const keys = watchKeys({ end: ending.end, again });
  stdout.on('resize', again);
  return {
    live: true,
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    draw: (lines) => {
      log(lines.join('\n'));
    },
    onRedraw: (handler) => redraws.push(handler),
    ended: ending.ended,
    close: () => {
      stdout.off('resize', again);
      keys.close();
      ending.close();
      log.done();
    },
  };
}

const clearScreen = '\u001b[2J\u001b[H';

/** For a pipe or a file; its end is the reader's. */
export function openPlainScreen(): Screen {
  const ending = watchSignals();
  return {
    live: false,
    size: () => ({ columns: Infinity, rows: Infinity }),
    draw: (lines) => {
      if (writeOut('stdout', `${lines.join('\n')}\n`) === 'gone') ending.end(0);
    },
    onRedraw: () => undefined,
    ended: ending.ended,
    close: ending.close,
  };
}

interface Ending {
  readonly ended: Promise<number>;
  readonly end: (status: number) => void;
  readonly close: () => void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends in order, with 128 and the signal's number: what still runs is ended by whoever awaits it. */
function watchSignals(): Ending {
  let end: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const heard = (signal: (typeof signals)[number]): void => {
    end(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, heard);
  return {
    ended,
    end,
    close: () => {
      for (const signal of signals) process.off(signal, heard);
    },
  };
}

interface Keys {
  readonly end: (status: number) => void;
  readonly again: () => void;
}

/** q and Ctrl-C end it, Ctrl-L draws anew. Without a keyboard signals have to do. */
function watchKeys({ end, again }: Keys): { readonly close: () => void } {
  const { stdin } = process;
  if (!stdin.isTTY) return { close: () => undefined };
  const pressed = (bytes: Buffer): void => {
    for (const key of bytes.toString('latin1')) {
      if (key === 'q' || key === 'Q') end(0);
      else if (key === '\u0003') end(128 + constants.signals.SIGINT);
      else if (key === '\u000c') again();
    }
  };
  const hungUp = (): void => {
    end(128 + constants.signals.SIGHUP);
  };
  stdin.setRawMode(true);
  stdin.on('data', pressed).on('end', hungUp).on('error', hungUp).resume();
  return {
    close: () => {
      stdin.off('data', pressed).off('end', hungUp).pause();
      stdin.setRawMode(false);
    },
  };
}
