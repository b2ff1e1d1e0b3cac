import { anchored } from './ere.ts';
import { quoted } from './text.ts';

export interface DevdFile {
  readonly path: string;
  readonly text: string;
}

/** A `notify` block. */
export interface DevdRule {
  readonly kind: 'notify';
  /** The rule with the highest number is tried first. */
  readonly priority: number;
  readonly file: string;
  readonly line: number;
  readonly matches: readonly DevdMatch[];
  readonly actions: readonly string[];
}

/** `pattern` with the variables of `set` filled in; a leading `!` inverts it. */
export interface DevdMatch {
  readonly variable: string;
  readonly pattern: string;
}

export type DevdConf =
  | {
      readonly kind: 'parsed';
      /** In the order in which they were parsed. */
      readonly rules: readonly DevdRule[];
      /** Whose *.conf devd reads after /etc/devd.conf. */
      readonly directories: readonly string[];
    }
  | {
      readonly kind: 'invalid';
      readonly file: string;
      readonly line: number;
      readonly text: string;
    };

/**
 * devd's configuration by the grammar of sbin/devd/parse.y and token.l, in the order in which devd
 * reads it: /etc/devd.conf, then the files of its directories. One error anywhere, and devd does not
 * start. Blocks other than `notify` are checked and left out.
 */
export function parseDevdConf(files: readonly DevdFile[]): DevdConf {
  const found: Found = { rules: [], directories: [], variables: new Map() };
  for (const { path, text } of files) {
    const cursor: Cursor = { file: path, tokens: tokensOf(text), at: 0 };
    try {
      while (cursor.at < cursor.tokens.length) readBlock(cursor, found);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { kind: 'invalid', file: path, line: lineOf(cursor), text: error.message };
    }
  }
  return { kind: 'parsed', rules: found.rules, directories: found.directories };
}

export interface MatchingRule extends DevdRule {
  /** False where it cannot be told from here whether it matches. */
  readonly certain: boolean;
}

/**
 * The rules that match an event, in the order in which devd tries them; it runs only the first. A
 * variable that the event does not have is empty (sbin/devd/devd.cc). Among equal numbers the order
 * is that of parsing, which std::sort keeps for short lists only, and directories are not sorted.
 */
export function rulesFor(
  rules: readonly DevdRule[],
  event: Readonly<Record<string, string>>,
): readonly MatchingRule[] {
  return rules
    .flatMap((rule) => {
      const verdicts = rule.matches.map((match) => matches(match, event[match.variable] ?? ''));
      if (verdicts.includes(false)) return [];
      return [{ ...rule, certain: !verdicts.includes(undefined) }];
    })
    .sort((one, other) => other.priority - one.priority);
}

/**
 * The same to devd of a release: by a rule with the old name `kern` for `kernel` that of FreeBSD 15
 * ends at its start (sbin/devd/devd.cc). Without kern.osreldate nothing is held against it.
 */
export function forRelease(conf: DevdConf, osreldate: number | undefined): DevdConf {
  if (conf.kind === 'invalid' || osreldate === undefined || osreldate < 1_500_000) return conf;
  const old = conf.rules.find(({ matches: all }) =>
    all.some(({ variable, pattern }) => variable === 'system' && pattern === 'kern'),
  );
  if (old === undefined) return conf;
  const { file, line } = old;
  return { kind: 'invalid', file, line, text: 'system "kern" is "kernel" since FreeBSD 15' };
}

/** What the network card says is not part of an event. */
const media = 'media-type';

/** Undefined: cannot be told. */
function matches({ variable, pattern }: DevdMatch, value: string): boolean | undefined {
  if (variable === media) return undefined;
  const inverted = pattern.startsWith('!');
  const regex = anchored(inverted ? pattern.slice(1) : pattern);
  return regex === undefined ? undefined : regex.test(value) !== inverted;
}

interface Found {
  readonly rules: DevdRule[];
  readonly directories: string[];
  readonly variables: Map<string, string>;
}

interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'mark';
  readonly text: string;
  readonly line: number;
}

interface Cursor {
  readonly file: string;
  readonly tokens: readonly Token[];
  at: number;
}

/** Never leaves this file. */
class Fault extends Error {}

/** As flex has it: `$` wants a newline, so a last line without one is no comment. */
const lexicon =
  /[ \t\n]+|#.*(?=\n)|\/\/.*(?=\n)|\/\*[^]*?\*\/|(?<mark>[;{}])|(?<number>\d+)|"(?<string>[^"]+)"|(?<word>[A-Za-z][\w-]*)|[^]/y;

/** Characters outside the grammar are skipped, as flex does it. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  lexicon.lastIndex = 0;
  for (let found = lexicon.exec(text); found !== null; found = lexicon.exec(text)) {
    const { word, number, string, mark: sign } = found.groups ?? {};
    if (word !== undefined) tokens.push({ kind: 'word', text: word, line });
    if (number !== undefined) tokens.push({ kind: 'number', text: number, line });
    if (string !== undefined) tokens.push({ kind: 'string', text: string, line });
    if (sign !== undefined) tokens.push({ kind: 'mark', text: sign, line });
    line += found[0].split('\n').length - 1;
  }
  return tokens;
}

function readBlock(cursor: Cursor, found: Found): void {
  const start = next(cursor, 'a block');
  const kind = start.kind === 'word' ? start.text : '';
  if (kind === 'options') readOptions(cursor, found);
  else if (['notify', 'attach', 'detach', 'nomatch'].includes(kind))
    readRule(cursor, found, start, kind === 'notify');
  else throw fault(start, 'options, notify, attach, detach or nomatch');
  mark(cursor, ';');
}

function readOptions(cursor: Cursor, found: Found): void {
  mark(cursor, '{');
  do {
    const option = next(cursor, 'an option');
    if (option.text === 'set') {
      const name = next(cursor, 'a name');
      if (name.kind !== 'word') throw fault(name, 'a name');
      found.variables.set(name.text, text(cursor));
    } else if (option.text === 'directory') found.directories.push(text(cursor));
    else if (option.text === 'pid-file') text(cursor);
    else throw fault(option, 'directory, pid-file or set');
    mark(cursor, ';');
  } while (!at(cursor, '}'));
  mark(cursor, '}');
}

function readRule(cursor: Cursor, found: Found, start: Token, notify: boolean): void {
  const number = next(cursor, 'a number');
  if (number.kind !== 'number') throw fault(number, 'a number');
  const matched: DevdMatch[] = [];
  const actions: string[] = [];
  mark(cursor, '{');
  while (!at(cursor, '}')) {
    const key = next(cursor, 'match or action');
    if (key.text === 'action') actions.push(text(cursor));
    else matched.push(readMatch(cursor, key, found.variables));
    mark(cursor, ';');
  }
  mark(cursor, '}');
  // A block without anything is no rule.
  if (!notify || matched.length + actions.length === 0) return;
  const { file } = cursor;
  const priority = Number(number.text);
  found.rules.push({ kind: 'notify', priority, file, line: start.line, matches: matched, actions });
}

const single: readonly string[] = ['device-name', media, 'class', 'subdevice'];

function readMatch(cursor: Cursor, key: Token, variables: Found['variables']): DevdMatch {
  if (key.kind !== 'word' || !(key.text === 'match' || single.includes(key.text)))
    throw fault(key, 'match or action');
  const variable = key.text === 'match' ? text(cursor) : key.text;
  return { variable, pattern: filledIn(text(cursor), variables) };
}

/** `expand_string` of devd.cc: `$name` is replaced, `$$` is `$`, `$(` and the rest stay. */
function filledIn(pattern: string, variables: Found['variables']): string {
  return pattern.replace(
    /\$(?:\$|\([^)]*\)?|([A-Za-z][\w-]*))/g,
    (whole, name: string | undefined) =>
      name === undefined ? (whole === '$$' ? '$' : whole) : (variables.get(name) ?? ''),
  );
}

/** A string; a backslash before the end of a line goes, with the blanks that begin the next one. */
function text(cursor: Cursor): string {
  const token = next(cursor, 'a string in double quotes');
  if (token.kind !== 'string') throw fault(token, 'a string in double quotes');
  return token.text.replace(/\\\n\s*/g, '');
}

function mark(cursor: Cursor, wanted: ';' | '{' | '}'): void {
  const token = next(cursor, wanted);
  if (token.kind !== 'mark' || token.text !== wanted) throw fault(token, wanted);
}

function at(cursor: Cursor, wanted: '}'): boolean {
  const token = cursor.tokens[cursor.at];
  return token?.kind === 'mark' && token.text === wanted;
}

function next(cursor: Cursor, wanted: string): Token {
  const token = cursor.tokens[cursor.at];
  cursor.at += 1;
  if (token === undefined) throw new Fault(`found the end of the file, expected ${wanted}`);
  return token;
}

function fault(token: Token, wanted: string): Fault {
  return new Fault(`found ${quoted(token.text)}, expected ${wanted}`);
}

/** Of the token that was read last, or of the last one there is. */
function lineOf({ tokens, at: position }: Cursor): number {
  return tokens[Math.min(position, tokens.length) - 1]?.line ?? 1;
}
