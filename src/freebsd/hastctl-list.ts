import { readRole, withoutEcho } from './hastctl-text.ts';
import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { maxPid, odd, quoted, unreadable, wholeLines, wholeNumber } from './text.ts';
import type { HastList, HastResource, HastResourceError } from './types.ts';

/** `hastctl list` (sbin/hastctl/hastctl.c, control_list). Keys that are not needed are ignored. */
export const parseHastList = remember(readBlocks);

function readBlocks(text: string): Reading<HastList> {
  const lines = wholeLines('hastctl list', withoutEcho(text));
  if (!lines.known) return lines;
  const blocks: Block[] = [];
  for (const line of lines.value) {
    const name = /^([\w.\-/:[\]]+):$/.exec(line)?.[1];
    if (name !== undefined) blocks.push({ name, fields: new Map(), inStatistics: false });
    else if (!readField(blocks.at(-1), line)) return odd('hastctl list', line);
  }
  return judge(blocks);
}

interface Block {
  readonly name: string;
  readonly fields: Map<string, string>;
  inStatistics: boolean;
}

/** `  key: value`, and beneath `  statistics:` `    key: value`; no key twice. */
function readField(block: Block | undefined, line: string): boolean {
  const [, indent, key, value] = /^( {2}| {4})([a-z]+(?: [a-z]+)*):(?: (.*))?$/.exec(line) ?? [];
  if (block === undefined || indent === undefined || key === undefined) return false;
  if ((indent.length === 4) !== block.inStatistics || block.fields.has(key)) return false;
  block.fields.set(key, value ?? '');
  block.inStatistics ||= key === 'statistics';
  return true;
}

function judge(blocks: readonly Block[]): Reading<HastList> {
  const resources: HastResource[] = [];
  const errors: HastResourceError[] = [];
  const names = new Set<string>();
  for (const block of blocks) {
    const error = readError(block);
    const resource = error === undefined ? readResource(block) : undefined;
    if (names.has(block.name))
      return unreadable(`hastctl list: ${quoted(block.name)} is listed twice`);
    names.add(block.name);
    if (error !== undefined) errors.push(error);
    else if (resource !== undefined) resources.push(resource);
    else
      return unreadable(`hastctl list: ${quoted(block.name)} is not described as hastctl does it`);
  }
  return known({ resources, errors });
}

function readError({ name, fields }: Block): HastResourceError | undefined {
  const error = wholeNumber(fields.get('error'), 1, 255);
  return error === undefined || fields.size !== 1 ? undefined : { name, error };
}

function readResource({ name, fields }: Block): HastResource | undefined {
  const role = readRole(fields.get('role'));
  const texts = readTexts(fields);
  const dirty = wholeNumber(/^(\d+) \(\S+\)$/.exec(fields.get('dirty') ?? '')?.[1], 0, maxBytes);
  const localErrors = readLocalErrors(fields.get('local errors'));
  const keptDirty = readKeptDirty(fields);
  const worker = readWorker(fields);
  if (role === undefined || texts === undefined || worker === undefined) return undefined;
  if (dirty === undefined || localErrors === undefined) return undefined;
  return { name, role, ...texts, ...worker, dirty, keptDirty, localErrors };
}

const maxBytes = Number.MAX_SAFE_INTEGER;

/** The activemap keeps so many extents marked (sbin/hastd/activemap.c); 0 without a worker. */
function readKeptDirty(fields: ReadonlyMap<string, string>): number {
  const extent = /^(\d{1,10})(?: |$)/.exec(fields.get('extentsize') ?? '')?.[1];
  const extents = wholeNumber(fields.get('keepdirty'), 0, 1_000_000_000);
  return Number(extent ?? 0) * (extents ?? 0);
}

function readTexts(fields: ReadonlyMap<string, string>) {
  const [provider, localPath, remoteAddress, replication] = [
    'provname',
    'localpath',
    'remoteaddr',
    'replication',
  ].map((key) => /^\S+$/.exec(fields.get(key) ?? '')?.[0]);
  if (provider === undefined || localPath === undefined) return undefined;
  if (remoteAddress === undefined || replication === undefined) return undefined;
  return { provider, localPath, remoteAddress, replication };
}

/** What is there only with a worker; undefined when it is there and impossible. */
function readWorker(
  fields: ReadonlyMap<string, string>,
): Pick<HastResource, 'status' | 'workerPid'> | undefined {
  const status = (['complete', 'degraded'] as const).find((word) => word === fields.get('status'));
  const workerPid = wholeNumber(fields.get('workerpid'), 1, maxPid);
  if (fields.has('status') !== (status !== undefined)) return undefined;
  if (fields.has('workerpid') !== (workerPid !== undefined)) return undefined;
  return {
    ...(status === undefined ? {} : { status }),
    ...(workerPid === undefined ? {} : { workerPid }),
  };
}

/** `read: 0, write: 0, delete: 0, flush: 0`; without it the end of the list is lost. */
function readLocalErrors(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[a-z]+: \d{1,12}(?:, [a-z]+: \d{1,12})*$/.test(text)) return undefined;
  return (text.match(/\d+/g) ?? []).reduce((sum, digits) => sum + Number(digits), 0);
}
