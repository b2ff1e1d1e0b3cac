/** Where a command's output goes, and how it is read back. */
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Command } from '../ports.ts';
import { collectAll, collectEnds, endLimit, type Collector } from './collector.ts';

/** For both outputs together, in bytes. */
export const outputLimit = 8 * 1024 * 1024;

export interface Capture {
  readonly stdio: StdioOptions;
  /** Call at once after the start. */
  attach(child: ChildProcess): void;
  /** Resolves when the last holder of the pipes is gone. */
  readonly drained: Promise<void>;
  /** Resolves when the output grows beyond `outputLimit`; what comes then is dropped. */
  readonly flood: Promise<void>;
  flooded(): boolean;
  text(): { readonly stdout: string; readonly stderr: string };
  release(): void;
}

/** `scratch`: the directory for the file of a `leave` command. */
export function captureOf(output: Command['output'], scratch: string): Capture {
  switch (output) {
    case 'leave':
      return captureToFile(scratch);
    case 'ends':
      return captureToPipes(collectEnds);
    case 'read':
    case undefined:
      return captureToPipes(collectAll);
  }
}

function captureToPipes(collector: () => Collector): Capture {
  const stdout = collector();
  const stderr = collector();
  const drained = latch();
  const flood = latch();
  const streams: Readable[] = [];
  const watch = (stream: Readable | null, into: Collector): void => {
    if (stream === null) return;
    streams.push(stream);
    stream.on('data', (chunk: Buffer) => {
      if (stdout.size() + stderr.size() + chunk.length > outputLimit) flood.open();
      else into.add(chunk);
    });
    stream.on('error', () => undefined);
    stream.once('close', () => {
      if (streams.every((each) => each.closed)) drained.open();
    });
  };
  return {
    stdio: ['ignore', 'pipe', 'pipe'],
    attach: (child) => {
      watch(child.stdout, stdout);
      watch(child.stderr, stderr);
    },
    drained: drained.opened,
    flood: flood.opened,
    flooded: () => flood.isOpen(),
    text: () => ({ stdout: stdout.text(), stderr: stderr.text() }),
    release: () => {
      for (const stream of streams) stream.destroy();
    },
  };
}

/** One file for both outputs, without a name: daemons may write to it as long as they live. */
function captureToFile(directory: string): Capture {
  const descriptor = openUnnamed(directory);
  const target = descriptor ?? 'ignore';
  return {
    stdio: ['ignore', target, target],
    attach: () => undefined,
    drained: Promise.resolve(),
    flood: new Promise(() => undefined),
    flooded: () => false,
    text: () => ({ stdout: descriptor === undefined ? '' : endOf(descriptor), stderr: '' }),
    release: () => {
      if (descriptor !== undefined) fs.closeSync(descriptor);
    },
  };
}

interface Latch {
  readonly opened: Promise<void>;
  open(): void;
  isOpen(): boolean;
}

function latch(): Latch {
  let open = false;
  let resolve = (): void => undefined;
  const opened = new Promise<void>((settle) => {
    resolve = settle;
  });
  return {
    opened,
    open: () => {
      open = true;
      resolve();
    },
    isOpen: () => open,
  };
}

/** Undefined when none can be made: the command then runs without a record of its output. */
function openUnnamed(directory: string): number | undefined {
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `output.${randomUUID()}`);
    const descriptor = fs.openSync(path, 'ax+', 0o600);
    fs.unlinkSync(path);
    return descriptor;
  } catch {
    return undefined;
  }
}

/** The last 64 kB: that is where a failed start says why. */
function endOf(descriptor: number): string {
  try {
    const { size } = fs.fstatSync(descriptor);
    const length = Math.min(size, endLimit);
    const buffer = Buffer.alloc(length);
    const read = fs.readSync(descriptor, buffer, 0, length, size - length);
    return buffer.toString('utf8', 0, read);
  } catch {
    return '';
  }
}
