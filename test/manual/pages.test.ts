import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chapters } from '../../src/manual/verbs/index.ts';
import { manualPages, pageTemplates } from '../../src/manual/generated.ts';
import { keysAt } from '../../src/config/schema.ts';
import { everyCommand, program } from '../support/program.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const pages = Object.keys(pageTemplates);

// That they are current is asked in test/docs/docs.test.ts, with all that npm run docs makes.

describe('mandoc (needs mandoc: apt-get install mandoc; on FreeBSD it is there)', () => {
  test.for(pages)('finds nothing in %s', (path, context) => {
    if (spawnSync('mandoc', ['-T', 'lint', '/dev/null']).error !== undefined)
      context.skip('mandoc is not installed');
    const file = new URL(path, root).pathname;
    const ran = spawnSync('mandoc', ['-T', 'lint', '-W', 'style', file], { encoding: 'utf8' });
    // Pages of FreeBSD that this machine does not have.
    const found = ran.stdout
      .split('\n')
      .filter((line) => !/referenced manual not found|^$/.test(line));
    expect(found).toEqual([]);
  });

  test.for(pages)('sets %s in 80 columns', (path, context) => {
    const file = new URL(path, root).pathname;
    const ran = spawnSync('mandoc', ['-T', 'ascii', '-O', 'width=80', file], { encoding: 'utf8' });
    if (ran.error !== undefined) context.skip('mandoc is not installed');
    const plain = ran.stdout.replace(/.\x08/g, '');
    expect(plain.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('carphast.8', () => {
  const page = read('man/carphast.8');

  test('has each verb in its synopsis and in a chapter, each option in its list', () => {
    for (const { verbs } of chapters)
      for (const words of Object.keys(verbs)) {
        const line = `.Cm ${words}\n`;
        expect(page.split(line).length, words).toBeGreaterThan(2);
      }
    for (const { options } of everyCommand())
      for (const { long } of options) expect(page).toContain(`Fl ${(long ?? '').slice(1)}`);
  });

  test('has the sections that a reader looks for', () => {
    const sections = [...page.matchAll(/^\.Sh (.*)$/gm)].map((match) => match[1]);
    const wanted = ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'FILES', 'EXIT STATUS', 'EXAMPLES'];
    expect(sections).toEqual(expect.arrayContaining([...wanted, 'DIAGNOSTICS', 'SEE ALSO']));
  });
});

test('carphast.toml.5 has every key of the schema', () => {
  const page = read('man/carphast.toml.5');
  const tables = ['limits', 'peer', 'log', 'group'];
  const keys = Object.values(keysAt)
    .flat()
    .filter((key) => !tables.includes(key));
  for (const key of keys) expect(page).toContain(`.It Ic ${key}\n`);
});

describe('the date of a page', () => {
  const today = 'January 1, 2030';

  test('stays as long as the page says the same', () => {
    const made = manualPages({ program: program(), read, today });
    expect(made['man/carphast.toml.5']).toBe(read('man/carphast.toml.5'));
  });

  test('is that of the day when something changes', () => {
    const changed = (path: string): string =>
      path.endsWith('.in') ? read(path).replace('.Sh FILES', '.Sh FILES\n.\\" x') : read(path);
    const made = manualPages({ program: program(), read: changed, today });
    expect(made['man/carphast.toml.5']).toContain(`.Dd ${today}\n`);
  });
});
