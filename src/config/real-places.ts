import type { Group } from './model.ts';

/** readlink(2): the target of a symbolic link, undefined for anything else. */
export type LinkTarget = (path: string) => string | undefined;

/** As many as the kernel follows (MAXSYMLINKS). */
const mostLinks = 32;

/**
 * mount(8) and the mount table know no symbolic links (realpath(3)), and /home is one to /usr/home on
 * many machines: mountpoints are named by where their directory really lies. A mountpoint itself is
 * never looked at: it may lie on a device that hangs.
 */
export function atRealPlaces(groups: readonly Group[], linkTarget: LinkTarget): readonly Group[] {
  const real = new Map<string, string>();
  const outermostFirst = groups
    .flatMap(({ filesystems }) => filesystems.map(({ mountpoint }) => mountpoint))
    .sort((one, other) => one.length - other.length);
  for (const mountpoint of outermostFirst) {
    const untouched = [...real.keys(), ...real.values()];
    real.set(mountpoint, realPlace(mountpoint, untouched, linkTarget));
  }
  return groups.map((group) => renamed(group, (name) => real.get(name) ?? name));
}

/** Where a path lies once the links among its directories are followed; its last name stays. */
function realPlace(path: string, untouched: readonly string[], linkTarget: LinkTarget): string {
  let left = namesOf(path);
  let place: readonly string[] = [];
  for (let links = 0; left.length > 0;) {
    const [name = '', ...rest] = left;
    left = rest;
    const next = name === '..' ? place.slice(0, -1) : [...place, name];
    const at = `/${next.join('/')}`;
    const looked = left.length > 0 && links < mostLinks && !untouched.includes(at);
    const target = looked ? linkTarget(at) : undefined;
    if (target === undefined) place = next;
    else {
      links += 1;
      left = [...namesOf(target), ...left];
      if (target.startsWith('/')) place = [];
    }
  }
  return `/${place.join('/')}`;
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function renamed(group: Group, rename: (name: string) => string): Group {
  return {
    ...group,
    filesystems: group.filesystems.map((filesystem) => ({
      ...filesystem,
      mountpoint: rename(filesystem.mountpoint),
    })),
    services: group.services.map((service) => ({
      ...service,
      storage: service.storage.map(rename),
    })),
  };
}
