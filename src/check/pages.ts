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

/** What `carphast check` can find, beside the refusals that a takeover would meet. */
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

/** What a finding on one node is about: the rows of the overview. */
const tables = {
  carp: carpPages,
  devd: devdPages,
  hast: hastPages,
  storage: storagePages,
  services: servicesPages,
  boot: bootPages,
} as const;

export const areas = ['carp', 'devd', 'hast', 'storage', 'services', 'boot', 'takeover'] as const;
export type Area = (typeof areas)[number];

/** Refusals, and what else is about this node as a whole, count as `takeover`. */
export function areaOf(code: string): Area {
  const found = areas.find((area) => area !== 'takeover' && Object.hasOwn(tables[area], code));
  return found ?? 'takeover';
}
