import { describe, expect, test } from 'vitest';
import { pathOf } from '../../src/cli/command-path.ts';
import { exit } from '../../src/commands/exit.ts';
import { verbs } from '../../src/commands/verbs.ts';
import { chapters, verbPage } from '../../src/manual/verbs/index.ts';
import { everyCommand, program } from '../support/program.ts';
import { typed } from '../support/typed.ts';

/** What a verb that was added or merged still needs, in words that say where. */
const where = 'give it a page in src/manual/verbs, and type: npm run docs';

const commands = everyCommand();
const verbCommands = commands
  .filter((one) => one.parent !== null)
  .map((one) => wordsOf(pathOf(one)));

describe('what is declared, what is a verb, and what has a page', () => {
  test('src/commands/verbs.ts names every verb, and no other', () => {
    const declared = program().commands.map((one) => one.name());
    expect([...verbs].sort()).toEqual(declared.sort());
  });

  test('no page is for a verb that is gone', () => {
    const pages = chapters.flatMap((chapter) => Object.keys(chapter.verbs));
    expect([...pages].sort()).toEqual([...verbCommands].sort());
  });

  test.each(verbCommands)('%s has a page with an example and its exit statuses', (words) => {
    const page = verbPage(words);
    expect(page, where).toBeDefined();
    expect(page?.examples.length, where).toBeGreaterThan(0);
    expect(Object.keys(page?.exits ?? {}), where).toContain('0');
  });

  test.each(verbCommands)('%s ends only as carphast can', (words) => {
    const known: readonly string[] = Object.values(exit).map(String);
    const own = words === 'dirty' ? ['1-62', '63'] : words === 'check' ? ['3'] : [];
    for (const status of Object.keys(verbPage(words)?.exits ?? {}))
      expect([...known, ...own]).toContain(status);
  });
});

describe('examples', () => {
  const lines = chapters
    .flatMap((chapter) => Object.entries(chapter.verbs))
    .flatMap(([verb, page]) => page.examples.map(([line]) => ({ verb, line })))
    .filter(({ line }) => line.startsWith('carphast '));

  test.each(lines)('$line is a call of $verb, with options that it has', ({ verb, line }) => {
    const [, ...words] = line
      .replace(/ >.*/, '')
      .replace(/"[^"]*"/g, 'text')
      .split(' ');
    const plain = words.filter((word) => !word.startsWith('-'));
    expect(plain.join(' ').startsWith(verb)).toBe(true);
    const command = commands.find((one) => pathOf(one) === `carphast ${verb}`);
    const known = [...(command?.options ?? []), ...program().options].flatMap((one) => [
      one.long,
      one.short,
    ]);
    for (const word of words.filter((one) => one.startsWith('--'))) expect(known).toContain(word);
    for (const letter of words
      .filter((one) => /^-[a-z]/.test(one))
      .flatMap((one) => [...one.slice(1)]))
      expect(known).toContain(`-${letter}`);
  });
});

describe('--help, as it is seen', () => {
  test.each(commands.map(pathOf))('%s fits 80 columns of ASCII', async (path) => {
    const { status, printed } = await typed(...path.split(' ').slice(1), '--help');
    expect(status).toBe(0);
    for (const line of printed.split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(80);
      expect(line, line).toMatch(/^[ -~]*$/);
    }
  });

  test.each(verbCommands)('%s shows its statuses and examples', async (words) => {
    const { printed } = await typed(...words.split(' '), '--help');
    expect(printed).toMatch(/^Exit status:\n {2}0 /m);
    expect(printed).toMatch(/^ {2}64 {4}a wrong call$|^ {2}64 {4}there is no such/m);
    expect(printed).toMatch(/^Examples?:\n {2}\S/m);
  });

  test.each(verbCommands)('help %s is the same', async (words) => {
    const asked = await typed('help', ...words.split(' '));
    const own = await typed(...words.split(' '), '--help');
    expect([asked.status, asked.printed.trim()]).toEqual([0, own.printed.trim()]);
  });

  test('the list gives each verb one line: a description that is too long goes into its page', async () => {
    const { printed } = await typed('--help');
    const list = printed.slice(printed.indexOf('Look, '), printed.indexOf('Exit status:'));
    const lines = list.split('\n').filter((line) => line.startsWith('  '));
    const names = lines.map((line) => line.trim().split(' ')[0]);
    expect(names.sort()).toEqual([...verbs].sort());
  });

  test('-h is help, but for dirty, where it is the old letter for sizes', async () => {
    expect((await typed('status', '-h')).printed).toContain('Examples:');
    expect((await typed('dirty', '-ah')).printed).toMatch(/^data {2}\d+B/);
  });
});

function wordsOf(path: string): string {
  return path.split(' ').slice(1).join(' ');
}
