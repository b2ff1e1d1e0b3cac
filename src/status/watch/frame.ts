import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';

export interface FrameParts {
  readonly body: readonly string[];
  /** What goes on now: the last to be cut. */
  readonly now: readonly string[];
  /** Changes at every look: last, so that nothing below it has to be sent anew. */
  readonly footer: string;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What fits the screen: too long a line is cut, and what is too much in the middle is counted. */
export function frameOf(parts: FrameParts, size: Size): readonly string[] {
  const { body, now, footer } = parts;
  // The cursor rests on a line of its own.
  const room = Math.max(1, size.rows - 1);
  const tail = [...now.flatMap((line, at) => (at === 0 ? ['', line] : [line])), '', footer];
  const lines =
    body.length + tail.length <= room ? [...body, ...tail] : squeezed(body, { now, footer, room });
  return lines.map((line) => cut(line, size.columns));
}

interface Squeeze {
  readonly now: readonly string[];
  readonly footer: string;
  readonly room: number;
}

function squeezed(body: readonly string[], { now, footer, room }: Squeeze): readonly string[] {
  const full = body.filter((line) => line !== '');
  const kept = now.slice(0, Math.max(0, room - 2));
  const left = room - kept.length - 1;
  if (full.length <= left) return [...full, ...kept, footer];
  const shown = full.slice(0, Math.max(0, left - 1));
  const more = `... ${full.length - shown.length} more lines: a taller window, or carphast status`;
  return [...shown, more, ...kept, footer].slice(-room);
}

/** One column stays free: some terminals begin a new line when the last one is written to. */
function cut(line: string, columns: number): string {
  const width = Math.max(1, columns - 1);
  if (stringWidth(line) <= width) return line;
  // A wide character that begins before the end is taken in whole.
  const short = [width - 1, width - 2].map((end) => sliceAnsi(line, 0, Math.max(0, end)));
  return `${short.find((one) => stringWidth(one) < width) ?? ''}>`;
}
