import { keyPages } from './index.ts';
import type { KeyPage } from './key-page.ts';

export interface FoundKey {
  /** As it may be written in full, e.g. `limits.settle`. */
  readonly name: string;
  readonly page: KeyPage;
}

/** A key by its name, in a group or not: `busy`, `limits.settle`, `group.db.services.name`. */
export function findKey(word: string): FoundKey | undefined {
  const name = word.replace(/^group\.[^.]+\./, '').replace(/\[\d*\]/g, '');
  return everyKey().find((one) => one.name === name) ?? everyKey().find((one) => one.key === name);
}

/** Every name that `findKey` knows in full. */
export function keyNames(): readonly string[] {
  return everyKey().map(({ name }) => name);
}

function everyKey(): readonly (FoundKey & { readonly key: string })[] {
  return Object.entries(keyPages).flatMap(([table, keys]) =>
    Object.entries(keys).map(([key, page]) => ({
      key,
      name: atTop.includes(table) ? key : `${table}.${key}`,
      page,
    })),
  );
}

const atTop: readonly string[] = ['groups', 'policies'];
