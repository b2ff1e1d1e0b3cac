import { known, type Reading } from './reading.ts';
import { quoted, unreadable } from './text.ts';
import type { HastConfResource } from './types.ts';

export interface HastConf {
  /** Seconds: the global one, for resources without their own. */
  readonly timeout: number;
  readonly resources: readonly HastConfResource[];
}

/** Seconds (sbin/hastd/hast.h). */
export const defaultHastTimeout = 20;

/**
 * /etc/hast.conf by the grammar of sbin/hastd/parse.y and token.l, as far as names and timeouts:
 * statements are a keyword with one value; `on NODE { }` and `resource NAME { }` are blocks.
 */
export function parseHastConf(text: string): Reading<HastConf> {
  const cursor: Cursor = { tokens: tokensOf(text), at: 0 };
  try {
    return known(readGlobal(cursor));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const where = cursor.tokens[Math.min(cursor.at, cursor.tokens.length) - 1];
    return unreadable(`hast.conf: line ${where?.line ?? 1}: ${error.message}`);
  }
}

interface Token {
  readonly text: string;
  readonly line: number;
}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

/** Never leaves this file. */
class Fault extends Error {}

const globalKeys = words('control listen pidfile replication checksum compression exec metaflush');
const resourceKeys = words('replication checksum compression name local exec metaflush');
const nodeKeys = words('control listen pidfile');
const resourceNodeKeys = words('name local metaflush remote source');
const reserved = words(
  'control pidfile listen replication checksum compression timeout exec metaflush resource name' +
    ' local remote source on off fullsync memsync async none crc32 sha256 hole lzf',
);

/** Characters outside the grammar are skipped, as flex does it. */
function tokensOf(text: string): readonly Token[] {
  return text.split('\n').flatMap((line, index) => {
    const found = line.replace(/#[^\n]*/, '').match(/[\w.\-/:[\]]+|[{}]/g) ?? [];
    return found.map((token) => ({ text: token, line: index + 1 }));
  });
}

function readGlobal(cursor: Cursor): HastConf {
  let timeout = defaultHastTimeout;
  const found = new Map<string, number | undefined>();
  while (cursor.at < cursor.tokens.length) {
    const key = next(cursor);
    if (key === 'timeout') timeout = readTimeout(cursor);
    else if (key === 'on') skipNode(cursor, nodeKeys);
    else if (key === 'resource') readResource(cursor, found);
    else skipStatement(cursor, key, globalKeys);
  }
  const resources = [...found].map(([name, own]) => ({ name, timeout: own ?? timeout }));
  return { timeout, resources };
}

function readResource(cursor: Cursor, found: Map<string, number | undefined>): void {
  const name = readName(cursor);
  if (found.has(name)) throw new Fault(`resource ${quoted(name)} twice`);
  let timeout: number | undefined;
  readBlock(cursor, (key) => {
    if (key === 'timeout') timeout = readTimeout(cursor);
    else if (key === 'on') skipNode(cursor, resourceNodeKeys);
    else skipStatement(cursor, key, resourceKeys);
  });
  found.set(name, timeout);
}

function skipNode(cursor: Cursor, keys: ReadonlySet<string>): void {
  readName(cursor);
  readBlock(cursor, (key) => {
    skipStatement(cursor, key, keys);
  });
}

function readBlock(cursor: Cursor, readStatement: (key: string) => void): void {
  if (next(cursor) !== '{') throw new Fault('a block has to start with {');
  for (let key = next(cursor); key !== '}'; key = next(cursor)) readStatement(key);
}

function skipStatement(cursor: Cursor, key: string, keys: ReadonlySet<string>): void {
  if (!keys.has(key)) throw new Fault(`${quoted(key)} is not possible here`);
  const value = next(cursor);
  if (value === '{' || value === '}') throw new Fault(`${quoted(key)} has no value`);
}

function readTimeout(cursor: Cursor): number {
  const value = next(cursor);
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (seconds === 0) throw new Fault(`timeout ${quoted(value)} is not a number above 0`);
  return seconds;
}

/** A string of the grammar: not a brace, not a keyword, not digits only. */
function readName(cursor: Cursor): string {
  const name = next(cursor);
  if (name === '{' || name === '}' || reserved.has(name) || /^\d+$/.test(name)) {
    throw new Fault(`${quoted(name)} is not possible as a name`);
  }
  return name;
}

function next(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at];
  cursor.at += 1;
  if (token === undefined) throw new Fault('the file ends within a statement or block');
  return token.text;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
