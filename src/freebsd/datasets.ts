import type { Dataset } from './types.ts';

/** What `zfs mount` has to mount: canmount=on, a real mountpoint, not a jail's, not mounted yet. */
export function toMount(datasets: readonly Dataset[]): readonly Dataset[] {
  return datasets.filter(
    (dataset) => dataset.canmount === 'on' && hasPlace(dataset) && dataset.setAside !== 'jailed',
  );
}

/** Neither mounted, nor without a mountpoint (`legacy`, `none`). */
export function hasPlace({ mountpoint, mounted }: Dataset): boolean {
  return mountpoint.startsWith('/') && !mounted;
}
