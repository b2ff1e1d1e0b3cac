/** What a key of carphast.toml means. Between backticks stands what is written or named. */
export interface KeyPage {
  /** What may be written. */
  readonly values: string;
  readonly default: string;
  readonly meaning: string;
  readonly example?: string;
}

/** The keys of a table of the file, in the order in which they are told. */
export type KeyPages = Readonly<Record<string, KeyPage>>;
