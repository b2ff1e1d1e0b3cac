import { readRole, withoutEcho } from './hastctl-text.ts';
import { known, type Reading } from './reading.ts';
import { odd, unreadable, wholeLines, wholeNumber } from './text.ts';
import type { HastMetadata } from './types.ts';

/** `hastctl dump` (sbin/hastctl/hastctl.c, control_dump). */
export function parseHastDump(text: string): Reading<readonly HastMetadata[]> {
  const lines = wholeLines('hastctl dump', withoutEcho(text));
  if (!lines.known) return lines;
  const blocks: Block[] = [];
  for (const line of lines.value) {
    const name = /^resource: (\S+)$/.exec(line)?.[1];
    if (name !== undefined) blocks.push({ name, fields: new Map() });
    else if (!readField(blocks.at(-1), line)) return odd('hastctl dump', line);
  }
  return judge(blocks);
}

interface Block {
  readonly name: string;
  readonly fields: Map<string, string>;
}

function readField(block: Block | undefined, line: string): boolean {
  const [, key, value] = /^ {4}([a-z]+): (.+)$/.exec(line) ?? [];
  if (block === undefined || key === undefined || value === undefined) return false;
  if (block.fields.has(key)) return false;
  block.fields.set(key, value);
  return true;
}

function judge(blocks: readonly Block[]): Reading<readonly HastMetadata[]> {
  const found = blocks.map(readMetadata);
  const complete = found.filter((one) => one !== undefined);
  if (complete.length !== found.length) {
    return unreadable('hastctl dump: a resource is not described as hastctl does it');
  }
  return new Set(complete.map((one) => one.name)).size === complete.length
    ? known(complete)
    : unreadable('hastctl dump: a resource is listed twice');
}

function readMetadata({ name, fields }: Block): HastMetadata | undefined {
  const dataSize = readBytes(fields.get('datasize'));
  const extentSize = readBytes(fields.get('extentsize'));
  const previousRole = readRole(fields.get('prevrole'));
  const [resourceId, localCount, remoteCount] = ['resuid', 'localcnt', 'remotecnt'].map(
    (key) => /^\d+$/.exec(fields.get(key) ?? '')?.[0],
  );
  if (dataSize === undefined || extentSize === undefined) return undefined;
  if (resourceId === undefined || localCount === undefined) return undefined;
  if (remoteCount === undefined || previousRole === undefined) return undefined;
  return { name, dataSize, extentSize, resourceId, localCount, remoteCount, previousRole };
}

/** `536866304 (512MB)` */
function readBytes(text: string | undefined): number | undefined {
  const digits = /^(\d+) \(\S+\)$/.exec(text ?? '')?.[1];
  return wholeNumber(digits, 0, Number.MAX_SAFE_INTEGER);
}
