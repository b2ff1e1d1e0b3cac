import assert from 'node:assert/strict';
import { parseHastDump } from '../../../src/freebsd/hastctl-dump.ts';
import { parseHastList } from '../../../src/freebsd/hastctl-list.ts';
import { parseHastStatus, type HastStatusTable } from '../../../src/freebsd/hastctl-status.ts';
import type { HastList, HastMetadata } from '../../../src/freebsd/types.ts';
import { hastDumps, hastLists, hastStatuses } from '../../support/samples.ts';
import { literal, textTarget } from '../target.ts';

const words = [
  ...['data:\n', 'nosuch:\n  error: 1\n', '  role: secondary\n', '  role: master\n', 'init'],
  ...['  status: complete\n', '  status: fine\n', '  workerpid: -5\n', '  colour: red\n'],
  ...['  sourceaddr: tcp4://x\n', 'primary', 'degraded', '-', 'ERR1', 'data\tERR1\n', 'ERR0'],
  ...['    local errors: read: 1, write: 2\n', '""', '\r\r', 'resource: data\n', 'prevrole: init'],
];

export const hastTargets = [
  textTarget({
    name: 'hastctl-list',
    samples: hastLists,
    words,
    parse: parseHastList,
    supports: listed,
  }),
  textTarget({
    name: 'hastctl-status',
    samples: hastStatuses,
    words,
    parse: parseHastStatus,
    supports: tabled,
  }),
  textTarget({
    name: 'hastctl-dump',
    samples: hastDumps,
    words,
    parse: parseHastDump,
    supports: dumped,
  }),
];

/** Each fact stands in the block of its resource. */
function listed({ resources, errors }: HastList, text: string): void {
  for (const one of resources) {
    const block = blockOf(text, `${one.name}:`);
    assert.ok(block.includes(`  role: ${one.role}\n`));
    // At the start of its line: within the value of a key that is not needed it is none.
    assert.equal(/^ {2}status:/m.test(block), one.status !== undefined);
    if (one.status !== undefined) assert.ok(block.includes(`  status: ${one.status}\n`));
    assert.equal(/^ {2}workerpid:/m.test(block), one.workerPid !== undefined);
    if (one.workerPid !== undefined)
      assert.match(block, new RegExp(`^ {2}workerpid: 0*${one.workerPid}$`, 'm'));
    assert.match(block, new RegExp(`^ {2}dirty: 0*${one.dirty} `, 'm'));
    assert.match(block, /^ {4}local errors: /m);
    for (const word of [one.provider, one.localPath, one.remoteAddress, one.replication]) {
      assert.ok(block.includes(`: ${word}\n`), word);
    }
  }
  for (const { name, error } of errors)
    assert.match(text, new RegExp(`${literal(name)}:\\n {2}error: 0*${error}\\n`));
}

/** From a line that ends like `head` (something may be echoed before it) to the next block. */
function blockOf(text: string, head: string): string {
  const start = text.startsWith(`${head}\n`) ? 0 : text.indexOf(`${head}\n`);
  assert.ok(start >= 0, head);
  const rest = text.slice(start + head.length + 1);
  const end = /^\S/.test(rest) ? 0 : rest.search(/(?<=\n)\S/);
  return end < 0 ? rest : rest.slice(0, end);
}

function tabled({ resources, errors }: HastStatusTable, text: string): void {
  const rows = new Set(text.split('\n').map((line) => line.split(/[\t ]+/).join(' ')));
  for (const one of resources) {
    const row = [one.name, one.status ?? '-', one.role, one.localPath, one.remoteAddress].join(' ');
    assert.ok(rows.has(row), row);
  }
  for (const { name, error } of errors)
    assert.match(text, new RegExp(`^${literal(name)}\tERR0*${error}$`, 'm'));
}

function dumped(found: readonly HastMetadata[], text: string): void {
  for (const one of found) {
    const block = blockOf(text, `resource: ${one.name}`);
    const facts = [
      ['datasize', one.dataSize],
      ['extentsize', one.extentSize],
      ['resuid', one.resourceId],
      ['localcnt', one.localCount],
      ['remotecnt', one.remoteCount],
      ['prevrole', one.previousRole],
    ] as const;
    for (const [key, value] of facts)
      assert.match(block, new RegExp(`^ {4}${key}: 0*${value}(?: |$)`, 'm'));
  }
}
