import type { Group } from '../config/model.ts';
import type { Mount } from '../freebsd/types.ts';
import type { MountToRelease } from './release-mounts.ts';
import type { Step } from './steps.ts';

/** What all unmounts of a plan have in common. */
interface Why {
  readonly reason: string;
  /** Steps that have to be done before a mount can go. */
  readonly before: (mount: Mount) => readonly string[];
}

/** A step for each mount, after those that hang on it. */
export function unmountSteps(
  group: Group,
  mounts: readonly MountToRelease[],
  { reason, before }: Why,
): readonly Step[] {
  return mounts.map(({ mount, after }) => ({
    id: unmountId(mounts, mount),
    action: {
      kind: 'unmount',
      special: mount.special,
      mountpoint: mount.mountpoint,
      busy: group.policy.busy,
    },
    reason,
    limitMs: group.limits.unmount,
    after: [
      ...before(mount),
      ...after.flatMap((index) => {
        const first = mounts[index];
        return first === undefined ? [] : [unmountId(mounts, first.mount)];
      }),
    ],
  }));
}

/** Mounts can be stacked on one directory; the lower ones get a number. */
export function unmountId(mounts: readonly MountToRelease[], mount: Mount): string {
  const same = mounts.filter((other) => other.mount.mountpoint === mount.mountpoint);
  const place = same.findIndex((other) => other.mount === mount);
  return `unmount:${mount.mountpoint}${place === 0 ? '' : `#${place + 1}`}`;
}
