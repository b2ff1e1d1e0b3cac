/**
 * syslog through logger(1): node has no datagram sockets for /var/run/log. One logger for each
 * severity (it takes none per line), started with the first line, in a session of its own so that
 * it outlives a killed carphast until everything is handed over.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { realClock } from './clock.ts';
import { createEarlyLines } from './early-lines.ts';
import { childEnvironment, type Environment } from './environment.ts';
import { beneath } from './root.ts';

export type Severity = 'debug' | 'notice' | 'warning' | 'err';

export interface SyslogOptions {
  readonly root: string;
  /** What the lines begin with, e.g. `carphast`. */
  readonly tag: string;
  /** A facility of syslog.conf(5), e.g. `daemon`. */
  readonly facility: string;
  readonly environment: Environment;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Never throws and never waits: lines that a hanging or missing logger cannot take are dropped. Those
 * said before syslogd runs are kept until it does, or until `close`, as far as 256 kB.
 */
export interface Syslog {
  write(severity: Severity, line: string): void;
  /** Resolves when every logger has taken its lines and ended, at most after 2 s. */
  close(): Promise<void>;
}

const closeMs = 2000;
/** What node keeps for a logger that does not read, in bytes. */
const backlogLimit = 256 * 1024;
const startsAtMost = 3;
/** syslogd's socket, by _PATH_LOG of FreeBSD and of other systems. */
const sockets = ['/var/run/log', '/dev/log'];

export function createSyslog(options: SyslogOptions): Syslog {
  const feeds = new Map<Severity, Feed>();
  const early = createEarlyLines({
    isHeard: () => sockets.some((path) => existsSync(beneath(options.root, path))),
    hand: (severity, line) => {
      const feed = feeds.get(severity) ?? createFeed(options, severity);
      feeds.set(severity, feed);
      feed.write(`${line}\n`);
    },
    now: options.now,
  });
  return {
    write: (severity, line) => {
      early.write(severity, line);
    },
    close: async () => {
      early.release();
      const over = new AbortController();
      const ended = Promise.all([...feeds.values()].map((feed) => feed.end()));
      await Promise.race([ended, realClock.sleep(closeMs, over.signal)]);
      over.abort();
    },
  };
}

interface Feed {
  write(text: string): void;
  end(): Promise<void>;
}

/** A logger that dies is replaced, twice. */
function createFeed(options: SyslogOptions, severity: Severity): Feed {
  let starts = 0;
  let logger: Logger | undefined;
  return {
    write: (text) => {
      if (logger?.isOver() !== false && starts < startsAtMost) {
        starts += 1;
        logger = startLogger(options, severity);
      }
      logger?.write(text);
    },
    end: () => logger?.end() ?? Promise.resolve(),
  };
}

interface Logger extends Feed {
  isOver(): boolean;
}

function startLogger(options: SyslogOptions, severity: Severity): Logger | undefined {
  const child = spawned(options, severity);
  const stdin = child?.stdin;
  if (child === undefined || !(stdin instanceof Socket)) return undefined;
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
  stdin.on('error', () => {
    over = true;
  });
  child.unref();
  stdin.unref();
  return {
    isOver: () => over,
    write: (text) => {
      if (!over && stdin.writableLength < backlogLimit) stdin.write(text);
    },
    end: () => {
      stdin.end();
      return ended;
    },
  };
}

function spawned(options: SyslogOptions, severity: Severity): ChildProcess | undefined {
  try {
    return spawn(
      beneath(options.root, '/usr/bin/logger'),
      ['-t', options.tag, '-p', `${options.facility}.${severity}`],
      {
        cwd: '/',
        env: childEnvironment(options.environment),
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      },
    );
  } catch {
    return undefined;
  }
}
