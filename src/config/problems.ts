import type * as z from 'zod/mini';
import { didYouMean, nearest } from './nearest.ts';
import { keysAt } from './schema.ts';

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** `group.db.services[1].name`; empty for the file as a whole. */
  readonly key: string;
  readonly found: string;
  readonly expected: string;
  /** The nearest known key or name. */
  readonly suggestion?: string;
}

/** What zod says where the schema has no words of its own. */
const unexplained = 'Invalid input';

type Issue = z.core.$ZodIssue;

/** By place in the file: the keys that may stand there. */
type Keys = Readonly<Record<string, readonly string[]>>;

/** What zod found, in the administrator's words. */
export function explainIssues(
  issues: readonly Issue[],
  file: unknown,
  keys: Keys = keysAt,
): readonly ConfigProblem[] {
  return issues.flatMap((issue) => explainIssue(issue, file, keys));
}

/** `carphast.toml: group.db.vhids[0]: found "1@", expected a vhid such as "1@em0".` */
export function formatProblem(path: string, problem: ConfigProblem): string {
  const place = problem.key === '' ? path : `${path}: ${problem.key}`;
  return `${place}: found ${problem.found}, expected ${problem.expected}.${didYouMean(problem.suggestion)}`;
}

function explainIssue(issue: Issue, file: unknown, keys: Keys): readonly ConfigProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(path, key, keys));
  if (issue.code === 'invalid_union') return explainUnion(issue, { path, file, keys });
  const found = show(valueAt(file, path));
  return [{ key: keyName(path), found, expected: expectedBy(issue) }];
}

/** Of the branches of a union, the one that got furthest is the one that was meant. */
function explainUnion(
  issue: Issue & { code: 'invalid_union' },
  {
    path,
    file,
    keys,
  }: {
    readonly path: readonly (string | number)[];
    readonly file: unknown;
    readonly keys: Keys;
  },
): readonly ConfigProblem[] {
  const branches = issue.errors.map((errors) =>
    errors.map((error) => ({ ...error, path: [...path, ...error.path] })),
  );
  const value = valueAt(file, path);
  if (issue.message !== unexplained)
    return [{ key: keyName(path), found: show(value), expected: issue.message }];
  const branch = typeof value === 'object' ? branches.at(-1) : branches[0];
  return explainIssues(branch ?? [], file, keys);
}

function unknownKey(path: readonly (string | number)[], key: string, keys: Keys): ConfigProblem {
  const known = keys[pattern(path)] ?? [];
  const suggestion = nearest(key, known);
  return {
    key: keyName([...path, key]),
    found: 'a key that carphast does not know',
    expected: `one of ${known.join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function pattern(path: readonly (string | number)[]): string {
  return path
    .map((part, at) =>
      typeof part === 'number' || (path[at - 1] === 'group' && at === 1) ? '*' : part,
    )
    .join('.');
}

function keyName(path: readonly (string | number)[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`))
    .join('');
}

function expectedBy(issue: Issue): string {
  if (issue.message !== unexplained) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'invalid_value':
      return issue.values.map((value) => show(value)).join(' or ');
    case 'too_small':
      return `at least ${issue.minimum}${issue.origin === 'array' ? ' entry' : ''}`;
    case 'too_big':
      return 'a smaller number';
    case 'invalid_key':
      return 'a group name of letters, digits, _ and -';
    default:
      return issue.message;
  }
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'a table',
    record: 'a table',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return names[type] ?? `a ${type}`;
}

function valueAt(file: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined,
    file,
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : asJson(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Thousands of tables in one another are too deep for JSON.stringify. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return 'tables in tables without end';
    throw error;
  }
}
