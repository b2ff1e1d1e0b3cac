import type { Mount } from './types.ts';

/** `/dev/hast/data`, from the provider's name. */
export function devicePath(provider: string): string {
  return `/dev/hast/${provider}`;
}

/** Whether `special` is the provider's device or a partition, label or layer on it. */
export function liesOn(special: string, provider: string): boolean {
  const base = devicePath(provider);
  if (!special.startsWith(base)) return false;
  return /^(?:p\d+|s\d+[a-h]?|[a-h]|\.\w+)*$/.test(special.slice(base.length));
}

/** A name beneath /dev/hast, and whose it is. */
export interface Provider {
  readonly resource: string;
  readonly provider: string;
}

/** The one whose device `special` is, else the one that it is a partition, label or layer of. */
export function ownerOf(special: string, providers: readonly Provider[]): Provider | undefined {
  return (
    providers.find(({ provider }) => special === devicePath(provider)) ??
    providers.find(({ provider }) => liesOn(special, provider))
  );
}

/** `data`, of a device of HAST as zpool(8) names it (`hast/data`, `/dev/hast/data`); undefined: of another kind. */
export function hastNameOf(device: string): string | undefined {
  return /^(?:\/dev\/)?hast\/(.+)$/.exec(device)?.[1];
}

/** The mount on top at a mountpoint: later lines of the table lie over earlier ones. */
export function mountAt(mounts: readonly Mount[], mountpoint: string): Mount | undefined {
  return mounts.findLast((mount) => mount.mountpoint === mountpoint);
}

/** Whether `inner` is `outer` or lies below it. */
export function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`);
}

/** Whether `name` is the pool or a dataset of it. */
export function isOfPool(name: string, pool: string): boolean {
  return name === pool || name.startsWith(`${pool}/`);
}
