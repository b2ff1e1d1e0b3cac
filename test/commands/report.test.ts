import { expect, test } from 'vitest';
import { report } from '../../src/commands/report.ts';
import { hastEventsPath, historyPath } from '../../src/history/paths.ts';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { evening, release, step, transition } from '../support/history-lines.ts';
import type { Files } from '../../src/system/ports.ts';
import { memoryFiles, type MemoryFiles } from '../support/memory-files.ts';
import { sessionOn, type SimSession } from '../support/session.ts';

const line = `${JSON.stringify(release(0))}\n`;
const peerLine = `${JSON.stringify(transition({ startedAt: 5000, steps: [step('mount:/d')] }))}\n`;

/** A file system in memory whose files are no directories. */
const disk = (texts: Readonly<Record<string, string>> = {}): MemoryFiles => ({
  ...memoryFiles(texts),
  list: () => undefined,
});

type OnPair = SimSession & { readonly pair: Pair };

function nodeWith(text: string): OnPair {
  const pair = createPair();
  const node = pair.node('hast1');
  node.files.put(historyPath, text, 0o600, 0);
  const event = { event: 'disconnect', resource: 'data', at: evening + 700 };
  const seen = { event: 'worker-seen', resource: 'data', at: evening + 800 };
  node.files.put(hastEventsPath, `${JSON.stringify(event)}\n${JSON.stringify(seen)}\n`, 0o600, 0);
  return { ...sessionOn(node.machine()), pair };
}

const run = (one: OnPair, files: Files, change: object = {}): Promise<number | undefined> =>
  one.pair.clock.until(
    report(one.session, { html: '/tmp/report.html', last: 20, files, ...change }),
  );

test('both nodes on one page, with what hastd told, and where it was written', async () => {
  const one = nodeWith(line);
  const files = disk({ '/tmp/peer.jsonl': peerLine });
  expect(await run(one, files, { peerHistory: '/tmp/peer.jsonl' })).toBe(0);
  expect(one.printed).toEqual(['written: /tmp/report.html']);
  const page = files.texts.get('/tmp/report.html') ?? '';
  for (const words of ['hast1', 'the other node', 'hastd: disconnect data', 'mount:/d'])
    expect(page).toContain(words);
  expect(page).not.toContain('worker-seen');
});

test('to standard output', async () => {
  const one = nodeWith(line);
  const files = disk();
  expect(await run(one, files, { html: '-' })).toBe(0);
  expect(one.printed.join('')).toMatch(/^<!DOCTYPE html>/);
  expect(files.texts.size).toBe(0);
});

test.each<[string, Partial<Files>]>([
  ['a directory', { list: () => [] }],
  ['a link', { linkTarget: () => '/etc/passwd' }],
  ['a device', { readText: () => ({ kind: 'unreadable', message: 'no file', unfit: true }) }],
])('%s is not replaced', async (_, there) => {
  const one = nodeWith(line);
  const files = disk();
  expect(await run(one, { ...files, ...there })).toBe(64);
  expect(one.complained[0]).toMatch(/^--html: found \/tmp\/report.html, .+, expected a file$/);
  expect(files.texts.size).toBe(0);
});

const noSpace = { kind: 'failed', message: 'ENOSPC: no space left on device' } as const;

test('a full disk is said', async () => {
  const one = nodeWith(line);
  const files: Files = { ...disk(), replaceText: () => noSpace };
  expect(await run(one, files)).toBe(1);
  expect(one.complained).toEqual([
    '/tmp/report.html cannot be written (ENOSPC: no space left on device)',
  ]);
});

test('a copy that is not there is a wrong call, and lines that are torn are counted', async () => {
  const one = nodeWith(`${line}{"v":1,"ki`);
  expect(await run(one, disk(), { peerHistory: '/tmp/none' })).toBe(64);
  expect(one.complained).toEqual(['--peer-history: /tmp/none is not there']);
  const files = disk({ '/tmp/peer': `${peerLine}not a line\n` });
  expect(await run(one, files, { peerHistory: '/tmp/peer' })).toBe(0);
  expect(one.complained.at(-1)).toBe('2 lines could not be read, and are left out');
});
