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
  return files.exists(link.path) ? 'file' : 'absent';
}
