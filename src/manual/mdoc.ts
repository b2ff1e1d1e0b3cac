import { fold } from '../text/fold.ts';

/** Lines of mdoc(7). Text is plain but for what stands between backticks: what is typed or named. */

/** A paragraph: each sentence begins on a line of its own, as mdoc wants it. */
export function prose(text: string): readonly string[] {
  return sentences(text).flatMap((sentence) =>
    pieces(sentence).flatMap((piece) =>
      piece.kind === 'text' ? wrapped(piece.text) : [piece.line],
    ),
  );
}

/** A line of a macro whose words are text, escaped. */
export function macro(name: string, ...words: readonly string[]): string {
  return [`.${name}`, ...words.map(word)].join(' ');
}

/** One word of a macro's line, which is none of its macros. */
export function word(text: string): string {
  const escaped = escape(text);
  if (/\s/.test(escaped) || escaped === '') return `"${escaped.replaceAll('"', '""')}"`;
  return /^[A-Z][A-Za-z1]{1,2}$/.test(escaped) || /^[.,:;()[\]?!|]$/.test(escaped)
    ? `\\&${escaped}`
    : escaped.replaceAll('"', '\\(dq');
}

/** `Nm Cm plan Fl -json Ar vhid`: a command line of carphast, as what follows a macro's point. */
export function commandLine(words: string): string {
  return words
    .split(' ')
    .map((one) => {
      if (one === 'carphast') return 'Nm';
      if (one.startsWith('-')) return `Fl ${word(one.slice(1))}`;
      return `${/^[A-Z]+$/.test(one) ? 'Ar' : 'Cm'} ${word(one)}`;
    })
    .join(' ');
}

/** A literal block, as it is. */
export function display(lines: readonly string[]): readonly string[] {
  return [
    '.Bd -literal -offset indent',
    ...lines.map((line) => escape(line).replace(/^([.'])/, '\\&$1')),
    '.Ed',
  ];
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'macro'; readonly line: string };

/** Backticked words and references to pages, with the punctuation that hangs on them. */
function pieces(sentence: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  const marks =
    /(?<open>\(?)(?:`(?<code>[^`]+)`|\b(?<page>[a-z][\w.]*)\((?<section>\d)\)|(?<os>\bFreeBSD\b))(?<end>[.,:;)?!]*)/g;
  for (const match of sentence.matchAll(marks)) {
    const text = sentence.slice(at, match.index).trim();
    if (text !== '') found.push({ kind: 'text', text });
    found.push({ kind: 'macro', line: marked(match.groups ?? {}) });
    at = match.index + match[0].length;
  }
  const rest = sentence.slice(at).trim();
  return rest === '' ? found : [...found, { kind: 'text', text: rest }];
}

function marked({
  open = '',
  code,
  page,
  section = '',
  os,
  end = '',
}: Record<string, string>): string {
  const after = [...end].map((mark) => ` ${mark}`).join('');
  const before = open === '' ? '' : `${open} `;
  if (os !== undefined) return `.Fx${after}`;
  const [name = '', ...words] =
    code === undefined ? ['Xr', page ?? '', section] : macroOf(code).split(' ');
  return `.${name} ${before}${words.join(' ')}${after}`.replaceAll('  ', ' ');
}

function macroOf(code: string): string {
  if (code.startsWith('carphast ')) return `Nm carphast ${commandLine(code.slice(9))}`;
  if (code.startsWith('-')) return commandLine(code);
  const quoted = /^"([^"]*)"$/.exec(code)?.[1];
  if (quoted !== undefined) return `Dq ${word(quoted)}`;
  if (/^[/~]\S*$/.test(code)) return `Pa ${word(code)}`;
  return `Ql ${word(code)}`;
}

function sentences(text: string): readonly string[] {
  return text.split(/(?<=[A-Za-z0-9`)"][.?!][)]?) +(?=[A-Z`(])/);
}

function wrapped(text: string): readonly string[] {
  return fold(text, 78).map((line) => escape(line).replace(/^([.'])/, '\\&$1'));
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('’', "'");
}
