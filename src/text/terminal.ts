/** Where a verb prints: people's text, or JSON for programs. */
export interface Terminal {
  /** Whether a person looks at it. */
  readonly interactive: boolean;
  /** Whether what is complained of is seen: devd throws it away. */
  readonly watched: boolean;
  readonly colour: boolean;
  /** What stands for states; undefined where words have to do (a pipe). */
  readonly symbols?: 'utf8' | 'ascii';
  print(line: string): void;
  /** For what is said beside the result. */
  complain(line: string): void;
}

export type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';
const sequences: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Colours only for a terminal that wants them. */
export function paint(terminal: Pick<Terminal, 'colour'>, colour: Colour, text: string): string {
  const [on, off] = sequences[colour];
  return terminal.colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/** Aligned columns, two blanks between them, nothing after the last. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (found, row) => row.map((cell, at) => Math.max(cell.length, found[at] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** One JSON document, as every `--json` prints it. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, undefined, 2));
}
