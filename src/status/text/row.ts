/** What a state means to whoever looks, in a symbol and a colour: never in a colour alone. */
export type Mark = 'good' | 'rest' | 'moving' | 'warning' | 'bad' | 'unknown' | 'none';

/** One line of the picture: `service   ● mysql-server   running`. */
export interface Row {
  /** Of the margin; empty for what belongs to the row above. */
  readonly label: string;
  readonly mark: Mark;
  /** Aligned among its neighbours; empty where the text is a sentence. */
  readonly name: string;
  readonly text: string;
  /** The name stands out. */
  readonly heading?: true;
  /** The whole line stands out. */
  readonly loud?: true;
  /** Rows of the same label with the same `kind` are alike, and may become one. */
  readonly alike?: { readonly kind: string; readonly dirty?: number };
}

/** Rows that are aligned together. */
export type Block = readonly Row[];

export function sentence(label: string, mark: Mark, text: string): Row {
  return { label, mark, name: '', text };
}
