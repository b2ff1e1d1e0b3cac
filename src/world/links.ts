import type { Group, Link } from '../config/model.ts';
import type { Files } from '../system/ports.ts';
import type { LinkState } from './world.ts';

/** What stands at each link's path. The target, on the HAST file system, is not touched. */
export function readLinks(files: Files, groups: readonly Group[]): ReadonlyMap<string, LinkState> {
  const links = groups.flatMap((group) => group.links);
  return new Map(links.map((link) => [link.path, readLink(files, link)]));
}

export function readLink(files: Files, link: Link): LinkState {
  const target = files.linkTarget(link.path);
  if (target !== undefined) return target === link.target ? 'linked' : 'elsewhere';
  if (files.exists(link.path)) return 'file';
  return asidePaths(files, link).newest === undefined ? 'absent' : 'aside';
}

const mostAsides = 10;

/**
 * Where a node's own state waits while the link to the shared one stands in its place: `.local`,
 * or beside what somebody has left there, `.local.1` and so on. Nothing is ever overwritten.
 */
export function asidePaths(
  files: Files,
  link: Link,
): { readonly newest: string | undefined; readonly free: string | undefined } {
  const first = `${link.path}.local`;
  const names = [first, ...Array.from({ length: mostAsides }, (_, at) => `${first}.${at + 1}`)];
  const taken = names.findLastIndex(
    (name) => files.exists(name) || files.linkTarget(name) !== undefined,
  );
  return { newest: names[taken], free: names[taken + 1] };
}
