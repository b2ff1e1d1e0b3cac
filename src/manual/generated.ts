import type { Command } from 'commander';
import { keyPages } from '../config/key-pages/index.ts';
import { configParts, keyTable } from './config-page.ts';
import { filled } from './page.ts';
import { programParts } from './program-page.ts';

/** The templates of the pages, and where the pages go. */
export const pageTemplates = {
  'man/carphast.8': 'src/manual/carphast.8.in',
  'man/carphast.toml.5': 'src/manual/carphast.toml.5.in',
} as const;

export interface ManualSources {
  readonly program: Command;
  readonly read: (path: string) => string;
  /** As mdoc wants it: `November 25, 2026`. A page that says the same as before keeps its own. */
  readonly today: string;
}

/** The manual pages, by path. */
export function manualPages(sources: ManualSources): Readonly<Record<string, string>> {
  const parts = {
    'man/carphast.8': programParts(sources.program),
    'man/carphast.toml.5': configParts(),
  };
  return Object.fromEntries(
    Object.entries(pageTemplates).map(([path, source]) => {
      const made = parts[path === 'man/carphast.8' ? path : 'man/carphast.toml.5'];
      const template = sources.read(source);
      const page = (date: string): string => filled(template, made, { date, source });
      const before = sources.read(path);
      const same = page(dateOf(before));
      return [path, same === before ? same : page(sources.today)] as const;
    }),
  );
}

/** docs/configuration.md with its tables made anew. */
export function configurationDocument(text: string): string {
  return text.replace(
    /(<!-- keys of (\w+);[^\n]*-->\n)[^]*?(<!-- end of keys -->)/g,
    (_, begin: string, table: string, end: string) => {
      const keys = Object.entries(keyPages).find(([name]) => name === table)?.[1];
      if (keys === undefined) throw new Error(`docs/configuration.md wants a table ${table}`);
      return `${begin}\n${keyTable(keys).join('\n')}\n\n${end}`;
    },
  );
}

function dateOf(page: string): string {
  return /^\.Dd (.*)$/m.exec(page)?.[1] ?? '';
}
