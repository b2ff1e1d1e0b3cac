/**
 * HTML that is safe by construction: whatever is put into a template is escaped, unless it is
 * markup itself. Only for text between tags, and for attributes in double quotes.
 */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | readonly Markup[];

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = texts.map((text, at) => `${text}${partAt(parts, at)}`).join('');
  return { markup };
}

export const nothing: Markup = { markup: '' };

function partAt(parts: readonly Part[], at: number): string {
  const part = parts[at];
  if (part === undefined) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What cannot be shown, or would turn the text around it about, is shown as such. */
function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(/[\t\n\r]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '\uFFFD');
}
