/**
 * The ports: all that carphast may touch of the machine it runs on. The real ones are beside this
 * file; src/sim has a second set over two simulated machines.
 */

/** Time. Injected, so that a simulated pair can have its own. */
export interface Clock {
  /** Milliseconds since the epoch. May jump; for records and people only. */
  now(): number;
  /** Milliseconds from an arbitrary start; never jumps. For limits and durations. */
  elapsed(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (the caller looks at the signal). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A program to run: never through a shell, always bounded. */
export interface Command {
  /** Absolute path on FreeBSD, e.g. `/sbin/hastctl`; with `--root DIR` it is looked up beneath DIR. */
  readonly tool: string;
  readonly args: readonly string[];
  /** Milliseconds until TERM is sent to the process group. */
  readonly limitMs: number;
  /** Milliseconds from TERM to KILL. Default 2000. */
  readonly graceMs?: number;
  /** Ends the command before its limit, the same way. */
  readonly signal?: AbortSignal;
  /**
   * `read` (default): output through pipes, descendants die with the command.
   * `leave`: the command may leave daemons behind (service start), which keep its output open and
   * must live; output goes through a file, and may be empty when none can be made.
   * `ends`: as `read`, for what must not be ended for what it prints (a repair that is half done):
   * the first and the last 64 kB of each output are kept.
   */
  readonly output?: 'read' | 'leave' | 'ends';
  /** Called once with the process id, before anything can be known of the outcome. */
  readonly onStart?: (pid: number) => void;
}

/** How a command ended. Never an exception. */
export type Ran =
  | ({ readonly kind: 'exited'; readonly status: number } & Output)
  | ({ readonly kind: 'killed'; readonly signal: string } & Output)
  | ({ readonly kind: 'timed-out'; readonly limitMs: number; readonly stuck: boolean } & Output)
  | ({ readonly kind: 'cancelled'; readonly stuck: boolean } & Output)
  | { readonly kind: 'missing'; readonly durationMs: number }
  | { readonly kind: 'unstartable'; readonly message: string; readonly durationMs: number };

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export type Exec = (command: Command) => Promise<Ran>;

export type FileText =
  | { readonly kind: 'text'; readonly text: string; readonly uid: number; readonly mode: number }
  | { readonly kind: 'absent' }
  /** `unfit`: it is no file that could ever be read, e.g. a directory; not that a read has failed. */
  | { readonly kind: 'unreadable'; readonly message: string; readonly unfit?: true };

/** What a write came to; `message` is the system's (`ENOSPC: no space left on device`). */
export type Written =
  { readonly kind: 'written' } | { readonly kind: 'failed'; readonly message: string };

/**
 * `durable`: on the disk before the call returns (fsync). `soon`: survives every end of this process,
 * and a power cut a few seconds later; costs no wait for the disk.
 */
export type Keep = 'durable' | 'soon';

/** Files of the root file system only; what lies on a HAST device is touched by commands alone. */
export interface Files {
  exists(path: string): boolean;
  /** Names in a directory, or undefined when it cannot be read. */
  list(path: string): readonly string[] | undefined;
  readText(path: string): FileText;
  /** What is not text (zpool.cache); undefined when it cannot be read. */
  readBytes(path: string): Uint8Array | undefined;
  /** Replaces the file as a whole: temporary file, fsync, rename, fsync of the directory (0700 when absent). */
  replaceText(path: string, text: string): Written;
  /**
   * Replaces as `replaceText` does, and gives the file this mode, whatever it had. It becomes
   * executable last, so that rc(8) and periodic(8) never run half of it, or its temporary file.
   */
  installText(path: string, text: string, mode: number): Written;
  /** Not its parents; fails where something is there already. */
  makeDirectory(path: string, mode: number): Written;
  /** Fails where something is left in it. */
  removeDirectory(path: string): Written;
  /** Appends; creates the file (0600) and its directory (0700) when absent. Default `durable`. */
  appendText(path: string, text: string, keep?: Keep): Written;
  remove(path: string): Written;
  /** Where a symbolic link points; undefined when `path` is not one. */
  linkTarget(path: string): string | undefined;
  makeLink(target: string, path: string): Written;
  rename(from: string, to: string): Written;
}

/** Signals to processes that are not our children. */
export interface Processes {
  /** This process's id. */
  readonly self: number;
  /** `gone`: no such process. A negative pid means a process group. */
  signal(pid: number, signal: 'TERM' | 'KILL' | 'HUP' | 'exists'): 'sent' | 'gone' | 'refused';
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line for each decision and step. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** What a caller of carphast wants looked at; passed on to the run that is at work. */
export interface Hint {
  /**
   * `event`: somebody says a state changed. `look`: look at everything. `watch`: look at nothing
   * while another run is at work; from somebody who left his hint already, and waits for the place.
   */
  readonly kind: 'event' | 'look' | 'watch';
  readonly text: string;
  /** Vhids (`1@em0`) the hint is about; empty means all. */
  readonly vhids: readonly string[];
  /** The state the caller was told, if any. */
  readonly claim?: 'MASTER' | 'BACKUP' | 'INIT';
}

/** `noted`: will be looked at. `duplicate`: the run already heads there. */
export type HintReply = 'noted' | 'duplicate';

/** The one run per machine. */
export interface Leadership {
  /** Each hint of a later caller; the reply goes back to it before the handler's effects are done. */
  onHint(handler: (hint: Hint) => HintReply): void;
  /**
   * Takes no more hints, then frees the place. A caller that was not answered by then starts over
   * and becomes leader itself. Hints handed to the handler meanwhile are the leader's to honour:
   * it joins again when it has some.
   */
  leave(): Promise<void>;
  /** What was found: a clean start, or the place of a run that was killed. */
  readonly inherited: 'clean' | 'stale';
}

export type Joined =
  | { readonly kind: 'leader'; readonly leadership: Leadership }
  /** `pid`: the process that answered, where it says so. */
  | { readonly kind: 'follower'; readonly reply: HintReply; readonly pid?: number }
  /** Another run holds the place and does not answer. */
  | { readonly kind: 'silent' }
  /** Neither can be known: the directory cannot be written (full or read-only file system). */
  | { readonly kind: 'unavailable'; readonly message: string };

/** Single flight per machine: become the run, or leave the hint with the one that is. */
export interface Flight {
  join(hint: Hint): Promise<Joined>;
  /**
   * For a run that met `unavailable`: waits until no other such run is at work, for a minute at most.
   * What comes back lets the next one go on.
   */
  alone(): Promise<() => void>;
  /** Whether a run is at work now. Asks nothing of it and leaves nothing behind; for who only looks. */
  atWork(): Promise<AtWork>;
}

/** `unseen`: not to be known, for want of permission or of an answer. */
export type AtWork = 'at-work' | 'none' | 'unseen';

/** A machine as carphast sees it. */
export interface Machine {
  readonly clock: Clock;
  readonly exec: Exec;
  readonly files: Files;
  readonly processes: Processes;
  readonly log: Log;
  readonly flight: Flight;
}
