/** A zpool.cache as ZFS writes it: an nvlist in XDR, with a pool's configuration as one string. */
export function zpoolCache(names: readonly string[], content = 'vdev'): Buffer {
  const pairs = names.map((name) => pair(name, list([pair('state', string(content), 9)]), 19));
  return Buffer.concat([Buffer.from([1, 1, 0, 0]), list(pairs)]);
}

function list(pairs: readonly Buffer[]): Buffer {
  return Buffer.concat([word(0), word(1), ...pairs, word(0), word(0)]);
}

/** Its length in this form and in memory, its name, type, number of elements, and value. */
function pair(name: string, value: Buffer, type: number): Buffer {
  const rest = Buffer.concat([string(name), word(type), word(1), value]);
  return Buffer.concat([word(rest.length + 8), word(rest.length + 64), rest]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([word(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
