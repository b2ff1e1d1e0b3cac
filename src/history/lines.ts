import * as z from 'zod/mini';
import { remember } from '../freebsd/remember.ts';

export interface Lines<T> {
  readonly lines: readonly T[];
  /** Torn ones, and those of another version. */
  readonly unreadable: number;
}

/** More than a group writes between two looks at the breaker. */
const remembered = 512;

/**
 * Reads the lines of JSON that are what they should be; the others are counted, and left out. Files of
 * lines only grow, and are read again and again: what was read before is not judged once more.
 */
export function lineReader<Schema extends z.ZodMiniType>(
  schema: Schema,
): (text: string) => Lines<z.infer<Schema>> {
  const readLine = remember((raw) => parseLine(raw, schema), remembered);
  return (text) => {
    const written = text.split('\n').filter((raw) => raw.trim() !== '');
    const lines = written.flatMap((raw) => readLine(raw) ?? []);
    return { lines, unreadable: written.length - lines.length };
  };
}

function parseLine<Schema extends z.ZodMiniType>(
  raw: string,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    const parsed = z.safeParse(schema, JSON.parse(raw));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
