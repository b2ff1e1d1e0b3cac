/** What is kept of one output of a command. */

/** For each end of an output of which only the ends are kept, in bytes. */
export const endLimit = 64 * 1024;

export interface Collector {
  add(chunk: Buffer): void;
  /** Of what is kept, in bytes. */
  size(): number;
  text(): string;
}

export function collectAll(): Collector {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
    },
    size: () => size,
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

/** The first and the last 64 kB; a line between them says how much is missing. */
export function collectEnds(): Collector {
  const first = collectAll();
  let last = Buffer.alloc(0);
  let left = 0;
  return {
    add: (chunk) => {
      const room = endLimit - first.size();
      if (room > 0) first.add(chunk.subarray(0, room));
      const more = Buffer.concat([last, chunk.subarray(room)]);
      last = more.subarray(Math.max(0, more.length - endLimit));
      left += more.length - last.length;
    },
    size: () => first.size() + last.length,
    text: () =>
      `${first.text()}${left === 0 ? '' : `\n[${left} bytes left out]\n`}${last.toString('utf8')}`,
  };
}
