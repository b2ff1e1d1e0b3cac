import type { CodePage } from '../plan/code-page.ts';
import { bootPages } from './pages/boot.ts';
import { carpPages } from './pages/carp.ts';
import { devdPages } from './pages/devd.ts';
import { hastPages } from './pages/hast.ts';
import { nodePages } from './pages/node.ts';
import type { Severity } from './pages/page.ts';
import { pairPages } from './pages/pair.ts';
import { servicesPages } from './pages/services.ts';
import { storagePages } from './pages/storage.ts';

/** What `carphast check` can find, by what it is about, beside the refusals that a takeover would meet. */
const pages = {
  ...carpPages,
  ...devdPages,
  ...hastPages,
  ...storagePages,
  ...servicesPages,
  ...bootPages,
  ...nodePages,
  ...pairPages,
};

export type CheckCode = keyof typeof pages;

export const checkCodes = Object.keys(pages).filter(isCheckCode);

export function isCheckCode(word: string): word is CheckCode {
  return Object.hasOwn(pages, word);
}

export function checkPageOf(code: CheckCode): CodePage & { readonly severity: Severity } {
  return { kind: 'check', ...pages[code] };
}
