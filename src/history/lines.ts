import * as z from 'zod/mini';

export interface Lines<T> {
  readonly lines: readonly T[];
  /** Torn ones, and those of another version. */
  readonly unreadable: number;
}

/** The lines of JSON that are what they should be; the others are counted, and left out. */
export function parseLines<Schema extends z.ZodMiniType>(
  text: string,
  schema: Schema,
): Lines<z.infer<Schema>> {
  const written = text.split('\n').filter((raw) => raw.trim() !== '');
  const lines = written.flatMap((raw) => parseLine(raw, schema) ?? []);
  return { lines, unreadable: written.length - lines.length };
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
