/** Files that lie beside the program, and those that a user names: read-only. */
import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errnoText } from './errno.ts';

export interface ShippedFile {
  /** Without its ending. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export type NamedFile = ShippedFile | { readonly problem: string };

const ending = '.toml';

/** The scenarios that carphast comes with, by name; none when their directory is missing. */
export function shippedScenarios(): readonly ShippedFile[] {
  const directory = besideProgram('scenarios');
  if (directory === undefined) return [];
  return fs
    .readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => read(join(directory, name)));
}

/** The text of a file of the package, e.g. `devd/carphast.conf`; undefined when it is missing. */
export function shippedText(name: string): string | undefined {
  const path = besideProgram(name);
  return path === undefined ? undefined : fs.readFileSync(path, 'utf8');
}

/** Where a program of the package lies, e.g. `bin/carphast`. */
export function shippedPath(name: string): string | undefined {
  return besideProgram(name);
}

/** A file by its path, as seen from the working directory. */
export function namedFile(path: string): NamedFile {
  try {
    return { ...read(resolve(path)), path };
  } catch (error) {
    return { problem: `${path}: ${errnoText(error)}` };
  }
}

function read(path: string): ShippedFile {
  return { name: basename(path, ending), path, text: fs.readFileSync(path, 'utf8') };
}

/** The program runs from src/system, from dist or from dist/chunks. */
function besideProgram(name: string): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  return ['..', '../..'].map((up) => resolve(here, up, name)).find((path) => fs.existsSync(path));
}
