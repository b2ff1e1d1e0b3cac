import { didYouMean, nearest } from '../config/nearest.ts';
import { parseDuration } from '../config/duration.ts';
import type { Arguments, Happening } from './drama.ts';
import { catalogue, faultNamed } from './faults/catalogue.ts';

export type ReadFault =
  | { readonly kind: 'happening'; readonly happening: Happening }
  | { readonly kind: 'wrong'; readonly text: string };

/**
 * A fault as it is typed: `power-cut`, `cable-out:hast2@4s`, `fsck@0s,finds=hopeless,for=10s`. Without
 * a node it is hast1, which serves; without a time it strikes at once.
 */
export function readFault(word: string): ReadFault {
  const [, name = '', node = 'hast1', at = '0s', rest = ''] =
    /^([a-z0-9-]+)(?::(hast[12]))?(?:@([\d.]+(?:ms|s|m|h)?))?((?:,[a-z]+=[^,]*)*)$/.exec(word) ??
    [];
  const fault = faultNamed(name);
  if (name === '')
    return wrong(`found "${word}", expected NAME[:hast1|:hast2][@TIME][,ARGUMENT=VALUE...]`);
  if (fault === undefined) return wrong(unknownFault(name));
  const pairs = rest.split(',').flatMap((one) => (one === '' ? [] : [one.split('=')]));
  const given = Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
  const { for: lasting, ...own } = given;
  const strange = Object.keys(own).find((key) => !(key in fault.takes));
  if (strange !== undefined) return wrong(unknownArgument(name, strange, Object.keys(fault.takes)));
  const ms = parseDuration(at);
  const forMs = lasting === undefined ? undefined : parseDuration(lasting);
  if (ms === undefined || (lasting !== undefined && forMs === undefined))
    return wrong(`found "${word}", expected times such as 500ms, 4s or 2m`);
  return {
    kind: 'happening',
    happening: {
      at: { ms },
      fault: name,
      node: node === 'hast2' ? 'hast2' : 'hast1',
      with: numbersIn(own),
      ...(forMs === undefined ? {} : { forMs }),
    },
  };
}

function wrong(text: string): ReadFault {
  return { kind: 'wrong', text };
}

function unknownFault(name: string): string {
  const names = catalogue.map((one) => one.name);
  return `found no fault "${name}".${didYouMean(nearest(name, names))} carphast rehearse --list shows them all`;
}

function unknownArgument(fault: string, name: string, known: readonly string[]): string {
  const expected = known.length === 0 ? 'no arguments but for' : `one of ${known.join(', ')}, for`;
  return `found "${name}" for ${fault}, expected ${expected}.${didYouMean(nearest(name, known))}`;
}

function numbersIn(given: Readonly<Record<string, string>>): Arguments {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      /^-?\d+$/.test(value) ? Number(value) : value,
    ]),
  );
}
