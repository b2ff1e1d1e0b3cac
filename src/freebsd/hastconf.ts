import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { quoted, unreadable } from './text.ts';
import type { HastConfNode, HastConfResource } from './types.ts';

export interface HastConf {
  /** Seconds: the global one, for resources without their own. */
  readonly timeout: number;
  readonly resources: readonly HastConfResource[];
}

/** Seconds (sbin/hastd/hast.h). */
export const defaultHastTimeout = 20;

/**
 * /etc/hast.conf by the grammar of sbin/hastd/parse.y and token.l; what it is to each node is not judged:
 * statements are a keyword with one value; `on NODE { }` and `resource NAME { }` are blocks.
 */
export const parseHastConf = remember(readConf);

function readConf(text: string): Reading<HastConf> {
  const cursor: Cursor = { tokens: tokensOf(text), at: 0 };
  try {
    return known(readGlobal(cursor));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const where = cursor.tokens[Math.min(cursor.at, cursor.tokens.length) - 1];
    return unreadable(`hast.conf: line ${where?.line ?? 1}: ${error.message}`);
  }
}

/** Seconds: that of the slowest resource. */
export function longestTimeout({ timeout, resources }: HastConf): number {
  return resources.reduce((longest, one) => Math.max(longest, one.timeout), timeout);
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
/** sbin/hastd/parse.y: where nothing is said. */
const defaultReplication = 'memsync';
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
  const all = new Map<string, string>();
  const found = new Map<string, Draft>();
  while (cursor.at < cursor.tokens.length) {
    const key = next(cursor);
    if (key === 'timeout') timeout = readTimeout(cursor);
    else if (key === 'on') readNode(cursor, nodeKeys);
    else if (key === 'resource') readResource(cursor, found);
    else all.set(key, readStatement(cursor, key, globalKeys));
  }
  const resources = [...found].map(([name, draft]) => ({
    name,
    timeout: draft.timeout ?? timeout,
    replication: draft.values.get('replication') ?? all.get('replication') ?? defaultReplication,
    hooked: draft.values.has('exec') || all.has('exec'),
    providers: providersOf(name, draft),
    nodes: draft.nodes,
  }));
  return { timeout, resources };
}

interface Draft {
  readonly timeout: number | undefined;
  readonly values: ReadonlyMap<string, string>;
  readonly nodes: readonly HastConfNode[];
}

/** sbin/hastd/parse.y: a node's `name`, else the resource's, else what the resource is called. */
function providersOf(name: string, { values, nodes }: Draft): readonly string[] {
  const common = values.get('name') ?? name;
  const own = nodes.map(({ provider }) => provider ?? common);
  return own.length === 0 ? [common] : [...new Set(own)];
}

function readResource(cursor: Cursor, found: Map<string, Draft>): void {
  const name = readName(cursor);
  if (found.has(name)) throw new Fault(`resource ${quoted(name)} twice`);
  let timeout: number | undefined;
  const values = new Map<string, string>();
  const nodes: HastConfNode[] = [];
  readBlock(cursor, (key) => {
    if (key === 'timeout') timeout = readTimeout(cursor);
    else if (key === 'on') nodes.push(readNode(cursor, resourceNodeKeys));
    else values.set(key, readStatement(cursor, key, resourceKeys));
  });
  found.set(name, { timeout, values, nodes });
}

function readNode(cursor: Cursor, keys: ReadonlySet<string>): HastConfNode {
  const node = readName(cursor);
  const values = new Map<string, string>();
  readBlock(cursor, (key) => {
    values.set(key, readStatement(cursor, key, keys));
  });
  const [remote, local, provider] = ['remote', 'local', 'name'].map((key) => values.get(key));
  return {
    node,
    ...(provider === undefined ? {} : { provider }),
    ...(remote === undefined ? {} : { remote }),
    ...(local === undefined ? {} : { local }),
  };
}

function readBlock(cursor: Cursor, readStatement: (key: string) => void): void {
  if (next(cursor) !== '{') throw new Fault('a block has to start with {');
  for (let key = next(cursor); key !== '}'; key = next(cursor)) readStatement(key);
}

function readStatement(cursor: Cursor, key: string, keys: ReadonlySet<string>): string {
  if (!keys.has(key)) throw new Fault(`${quoted(key)} is not possible here`);
  const value = next(cursor);
  if (value === '{' || value === '}') throw new Fault(`${quoted(key)} has no value`);
  return value;
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
