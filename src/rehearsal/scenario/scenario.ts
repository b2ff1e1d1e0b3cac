import type { Drama } from '../drama.ts';
import type { Expected, LookFile } from './schema.ts';

/** A drama with what must come of it, as a scenario file tells it. */
export interface Scenario {
  /** The file's, without `.toml`. */
  readonly name: string;
  /** What happens, in a sentence. */
  readonly title: string;
  /** Its place among those that `carphast rehearse` plays when nothing else is asked for. */
  readonly tour?: number;
  readonly drama: Drama;
  /** Milliseconds until it is judged; without: when the pair has come to rest. */
  readonly lastsMs?: number;
  /** In the end everything is put right, and the pair has to come to rest with one active node. */
  readonly mended: boolean;
  readonly meanwhile: readonly Look[];
  readonly expected: Expected;
}

/** What must be seen at a time, in milliseconds after the beginning. */
export interface Look {
  readonly atMs: number;
  readonly expected: LookFile;
}
