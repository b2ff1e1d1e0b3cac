/**
 * An extended regular expression (re_format(7)) as JavaScript's, anchored at both ends and without
 * regard to case, as devd compiles its patterns. Undefined where the two may differ, or the
 * expression is none: then nobody can tell from here what it matches.
 */
export function anchored(pattern: string): RegExp | undefined {
  if (pattern.length > longestPattern) return undefined;
  let source = '';
  let repeatable = false;
  for (let at = 0; at < pattern.length;) {
    const piece = pieceAt(pattern, at);
    if (piece === undefined || (piece.kind === 'repeat' && !repeatable)) return undefined;
    source += piece.source;
    repeatable = piece.kind === 'atom';
    at += piece.length;
  }
  return compiled(source);
}

/** A longer one may be too large for the engine, which finds that out when it is used. */
const longestPattern = 1024;

interface Piece {
  /** `repeat` may follow an atom only: elsewhere its meaning is undefined. */
  readonly kind: 'atom' | 'repeat' | 'other';
  readonly source: string;
  readonly length: number;
}

function pieceAt(pattern: string, at: number): Piece | undefined {
  const char = pattern.charAt(at);
  if (char === '[') return bracket(pattern, at);
  if (char === '\\') return escaped(pattern.charAt(at + 1));
  if ('*+?'.includes(char)) return { kind: 'repeat', source: char, length: 1 };
  if (char === '{') return bound(pattern.slice(at));
  if ('(|^$'.includes(char)) return { kind: 'other', source: char, length: 1 };
  if (char === ')' || char === '.') return { kind: 'atom', source: char, length: 1 };
  return { kind: 'atom', source: literal(char), length: 1 };
}

function escaped(char: string): Piece | undefined {
  if (char === '' || /[\w<>`']/.test(char)) return undefined;
  return { kind: 'atom', source: literal(char), length: 2 };
}

function bound(rest: string): Piece | undefined {
  const [source] = /^\{\d{1,3}(?:,\d{0,3})?\}/.exec(rest) ?? [];
  return source === undefined ? undefined : { kind: 'repeat', source, length: source.length };
}

/** In brackets a backslash is a character like any other, and `]` may stand first. */
function bracket(pattern: string, at: number): Piece | undefined {
  const found = /^\[(\^?)(\]?(?:\[:\w+:\]|[^\][]|\[(?![.=:]))*)\]/.exec(pattern.slice(at));
  const [whole, not, inside] = found ?? [];
  if (whole === undefined || not === undefined || inside === undefined) return undefined;
  const parts = inside.match(/\[:\w+:\]|[^]/g) ?? [];
  const sources = parts.map((part, index) =>
    member(part, index === 0 || index === parts.length - 1),
  );
  if (parts.length === 0 || sources.includes(undefined)) return undefined;
  return { kind: 'atom', source: `[${not}${sources.join('')}]`, length: whole.length };
}

function member(part: string, atEdge: boolean): string | undefined {
  if (part.length > 1) return classes[part.slice(2, -2)];
  return part === '-' && !atEdge ? '-' : literal(part);
}

const classes: Readonly<Record<string, string | undefined>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

function literal(char: string): string {
  return /[\w\s]/.test(char) ? char : `\\${char}`;
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^${source}$`, 'is');
  } catch {
    return undefined;
  }
}
