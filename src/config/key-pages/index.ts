import { filesystemsKeys, groupKeys, linksKeys, poolsKeys, servicesKeys } from './group.ts';
import type { KeyPages } from './key-page.ts';
import { limitsKeys } from './limits.ts';
import { logKeys, peerKeys } from './node.ts';
import { breakerKeys, policiesKeys } from './policy.ts';

/**
 * Every key of carphast.toml, by the table it stands in: the source of docs/configuration.md, of
 * carphast.toml(5) and of `carphast explain KEY`.
 */
export const keyPages = {
  groups: groupKeys,
  filesystems: filesystemsKeys,
  pools: poolsKeys,
  links: linksKeys,
  services: servicesKeys,
  policies: policiesKeys,
  breaker: breakerKeys,
  limits: limitsKeys,
  log: logKeys,
  peer: peerKeys,
} as const satisfies Readonly<Record<string, KeyPages>>;

export type KeyTable = keyof typeof keyPages;
