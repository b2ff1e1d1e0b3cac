import { expect, test } from 'vitest';
import { everyCode } from '../../src/commands/code-pages.ts';
import { explain } from '../../src/commands/explain.ts';
import { keyNames } from '../../src/config/key-pages/find.ts';
import { typed } from '../support/typed.ts';

test('a code: its cause, the risk, and what to type', async () => {
  const { status, printed } = await typed('explain', 'peer-still-replicates');
  expect(status).toBe(0);
  expect(printed).toMatch(
    /^peer-still-replicates \(refusal\): .+\n {2}cause [^]+\n {2}risk [^]+\n {2}next /,
  );
});

test('a key of the configuration: its meaning, values and default', async () => {
  const { status, printed } = await typed('explain', 'busy');
  expect(status).toBe(0);
  expect(printed).toMatch(
    /^busy \(key of carphast.toml\)\n {2}meaning [^]+\n {2}values {3}`"wait"`.+\n {2}default {2}`"force"`$/,
  );
});

test('a key is found as a message names it, in a group and with its place', async () => {
  const names = ['limits.settle', 'settle', 'group.db.limits.settle'];
  const said = await Promise.all(names.map((name) => typed('explain', name)));
  expect(new Set(said.map(({ printed }) => printed)).size).toBe(1);
  const { printed } = await typed('explain', 'group.db.services[1].startTimeout');
  expect(printed).toContain('services.startTimeout (key of carphast.toml)');
});

test('all of it fits 80 columns', async () => {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const terminal = { interactive: false, watched: true, colour: false, print, complain: print };
  for (const word of [...everyCode, ...keyNames()]) await explain(terminal, word);
  const fields = lines.filter((line) => line.startsWith('  '));
  expect(fields.length).toBeGreaterThan(300);
  expect(fields.filter((line) => line.length > 80)).toEqual([]);
});

test('no key is called as a code is', () => {
  expect(keyNames().filter((name) => everyCode.includes(name))).toEqual([]);
});
