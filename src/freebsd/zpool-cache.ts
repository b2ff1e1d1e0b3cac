import { known, type Reading } from './reading.ts';
import { unreadable } from './text.ts';

/**
 * The pools that rc imports at boot: names of the pairs of the list that a zpool.cache is. The file is
 * an nvlist in XDR (sys/contrib/openzfs/module/nvpair/nvpair.c; the boot loader walks it the same way in
 * stand/libsa/zfs): 4 bytes of header, version, flags; then each pair begins with its whole length, so
 * that nothing within a pool's configuration has to be understood; a length of 0 ends the list.
 */
export function poolsInCache(bytes: Uint8Array): Reading<readonly string[]> {
  if (bytes.length === 0) return known([]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || bytes[0] !== xdr) return garbage('it does not begin as one');
  const names: string[] = [];
  for (let at = 12; at + 4 <= bytes.length;) {
    const length = view.getUint32(at);
    if (length === 0) return known(names);
    if (length % 4 !== 0 || at + length > bytes.length)
      return garbage(`byte ${at}: no pair is ${length} bytes long`);
    const name = nameAt(view, at, length);
    if (name === undefined) return garbage(`byte ${at}: no name of a pool`);
    names.push(name);
    at += length;
  }
  return garbage('it ends within the list');
}

/** NV_ENCODE_XDR. */
const xdr = 1;

/** Each pair: its length here, its length in memory, then its name as length and characters. */
function nameAt(view: DataView, at: number, length: number): string | undefined {
  const start = at + 12;
  if (length < 16) return undefined;
  const size = view.getUint32(at + 8);
  if (size === 0 || size > 255 || start + size > at + length) return undefined;
  const codes = Array.from({ length: size }, (_one, index) => view.getUint8(start + index));
  const name = String.fromCharCode(...codes);
  return /^[A-Za-z][\w.:\- ]*$/.test(name) ? name : undefined;
}

function garbage(why: string): Reading<never> {
  return unreadable(`zpool.cache: ${why}; expected the list of pools that ZFS writes`);
}
