import type { Card, CardVhid } from './report.ts';

/** A node's own vhid, by its name: `1@em0`. */
export function vhidNamed({ vhids }: Card, name: string): CardVhid | undefined {
  return vhids?.find((one) => one.name === name);
}

/**
 * The same vhid on the other node: by name; else, for network cards may have other names there, by its
 * addresses; else by its number, where there is only one of it.
 */
export function counterpartOf({ vhids }: Card, own: CardVhid): CardVhid | undefined {
  const all = (vhids ?? []).filter(({ vhid }) => vhid === own.vhid);
  const addresses = own.addresses.join();
  return (
    all.find(({ name }) => name === own.name) ??
    all.find((one) => addresses !== '' && one.addresses.join() === addresses) ??
    (all.length === 1 ? all[0] : undefined)
  );
}
