import { parse, TomlError } from 'smol-toml';
import { remember } from '../freebsd/remember.ts';
import type { Files } from '../system/ports.ts';
import type { Config } from './model.ts';
import { explainIssues, formatProblem } from './problems.ts';
import { resolve } from './resolve.ts';
import { schema, type ConfigFile } from './schema.ts';
import type { Looked, Unseen, Wanted } from './surroundings.ts';
import { wanted } from './surroundings.ts';

export const configPath = '/usr/local/etc/carphast.toml';

export type Loaded =
  | { readonly kind: 'valid'; readonly config: Config; readonly text: string }
  | Invalid
  /** Whether it is valid cannot be known now. */
  | Unseen;

export interface Invalid {
  readonly kind: 'invalid';
  readonly problems: readonly string[];
}

/** Asks the machine for what the file leaves out. */
export type LookAround = (wanted: Wanted) => Promise<Looked>;

export interface Source {
  readonly files: Files;
  readonly path: string;
  /**
   * Users that may own the file: root, and with `--root DIR` whoever runs carphast. `anybody` where
   * nothing of it is carried out.
   */
  readonly owners: readonly number[] | 'anybody';
  /** A file that was named on the command line has to be there. */
  readonly required: boolean;
}

/** Reads, checks and completes the configuration. Problems name file, key, found and expected. */
export async function loadConfig(source: Source, lookAround: LookAround): Promise<Loaded> {
  const read = source.files.readText(source.path);
  if (read.kind === 'unreadable') return invalid(`${source.path}: ${read.message}`);
  if (read.kind === 'absent' && source.required)
    return invalid(
      `${source.path}: found no such file, expected the configuration named by --config`,
    );
  const text = read.kind === 'text' ? read.text : '';
  const trouble = read.kind === 'text' ? ownership(source, read) : undefined;
  if (trouble !== undefined) return invalid(trouble);
  return parseConfig(text, source.path, read.kind === 'text' ? 'file' : 'discovered', lookAround);
}

/** The same for a text that is at hand, e.g. the last good one. */
export async function parseConfig(
  text: string,
  path: string,
  origin: Config['source'],
  lookAround: LookAround,
): Promise<Loaded> {
  const written = readFile(text);
  if (written.kind === 'file') return complete(written.file, { text, path, origin }, lookAround);
  return { kind: 'invalid', problems: written.problemsOf(path) };
}

async function complete(
  file: ConfigFile,
  from: { readonly text: string; readonly path: string; readonly origin: Config['source'] },
  lookAround: LookAround,
): Promise<Loaded> {
  const looked = await lookAround(wanted(file));
  if (looked.kind === 'unseen') return looked;
  if (looked.kind === 'wrong') return invalid(`${from.path}: ${looked.problem.text}`);
  const resolved = resolve(file, looked.surroundings, from.origin);
  if (resolved.kind === 'valid') return { kind: 'valid', config: resolved.config, text: from.text };
  return {
    kind: 'invalid',
    problems: resolved.problems.map((found) => formatProblem(from.path, found)),
  };
}

function invalid(problem: string): Invalid {
  return { kind: 'invalid', problems: [problem] };
}

/** Whoever can write this file can have any rc script started as root. */
function ownership(
  source: Source,
  read: { readonly uid: number; readonly mode: number },
): string | undefined {
  if (source.owners === 'anybody') return undefined;
  if (!source.owners.includes(read.uid))
    return `${source.path}: found it owned by uid ${read.uid}, expected root. Type: chown root ${source.path}`;
  if ((read.mode & 0o022) !== 0)
    return `${source.path}: found mode ${(read.mode & 0o7777).toString(8)}, expected it writable by its owner alone. Type: chmod go-w ${source.path}`;
  return undefined;
}

type Written =
  | { readonly kind: 'file'; readonly file: ConfigFile }
  | { readonly kind: 'invalid'; readonly problemsOf: (path: string) => readonly string[] };

const readFile = remember(checkFile, 4);

/** By its text alone, before anything is asked. */
function checkFile(text: string): Written {
  const toml = parseToml(text);
  if (toml.kind === 'invalid')
    return { kind: 'invalid', problemsOf: (path) => [`${path}:${toml.problem}`] };
  const checked = schema.safeParse(toml.value);
  if (checked.success) return { kind: 'file', file: checked.data };
  const found = explainIssues(checked.error.issues, toml.value);
  return {
    kind: 'invalid',
    problemsOf: (path) => found.map((problem) => formatProblem(path, problem)),
  };
}

function parseToml(
  text: string,
):
  | { readonly kind: 'toml'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly problem: string } {
  try {
    return { kind: 'toml', value: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const sentence = error.message.split('\n')[0] ?? 'not TOML';
    return { kind: 'invalid', problem: `${error.line}:${error.column}: ${sentence}` };
  }
}
