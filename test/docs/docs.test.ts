import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verbs } from '../../src/commands/verbs.ts';
import { parseConfig } from '../../src/config/load.ts';
import { keysAt } from '../../src/config/schema.ts';
import { seen } from '../../src/config/surroundings.ts';
import { carpStates } from '../../src/freebsd/types.ts';
import { codes, isCode, pageOf } from '../../src/plan/codes.ts';
import { lifecycle } from '../../src/plan/lifecycle.ts';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const every = Object.keys(codes).filter(isCode);
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const documents = ['README.md', ...pages.map((name) => `docs/${name}`)];

describe('made from the code', () => {
  test('documents, manual pages and completions are current (npm run docs makes them)', () => {
    const ran = spawnSync(process.execPath, [join(root, 'scripts/docs.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
  });

  test.each(every)('%s has its section', (code) => {
    const page = read('docs/codes.md');
    expect(page).toContain(`\n### ${code}\n`);
    expect(page).toContain(pageOf(code).next);
  });

  test('every edge of the life of a group is in the diagram and in the table', () => {
    const page = read('docs/lifecycle.md');
    for (const { from, on, to, sentence } of lifecycle) {
      expect(page).toContain(`    ${from} --> ${to}: ${on}\n`);
      expect(page).toContain(`| ${from} | ${on} | ${to} | ${sentence} |`);
    }
  });
});

describe('the configuration', () => {
  const keys = [...new Set(Object.values(keysAt).flat())].filter((key) => key !== 'group');

  test.each(keys)('%s is explained', (key) => {
    expect(read('docs/configuration.md')).toMatch(new RegExp(`\`${key}\`|^## \\[${key}\\]$`, 'm'));
  });

  const around = {
    vhids: ['1@em0'],
    resources: ['data'],
    fstab: [],
    providers: new Map(),
    hastTimeout: 20,
  };
  const examples = ['README.md', 'docs/configuration.md'].flatMap((path) =>
    fenced(read(path), 'toml').map((toml, at) => ({ name: `${path}, example ${at + 1}`, toml })),
  );

  test.each(examples)('$name is valid', async ({ name, toml }) => {
    const loaded = await parseConfig(toml, name, 'file', () => Promise.resolve(seen(around)));
    expect(loaded.kind === 'invalid' ? loaded.problems : []).toEqual([]);
  });
});

describe('what the documents tell to type', () => {
  const commands = documents.flatMap((path) =>
    codeIn(read(path))
      .flatMap((code) => [...code.matchAll(/(?<!service |libexec\/)\bcarphast\s+([A-Za-z-]+)/g)])
      .map((match) => ({ path, word: match[1] ?? '' })),
  );

  test('is there at all', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  test.each(commands)('$path: carphast $word', ({ word }) => {
    const events: readonly string[] = [...carpStates, 'AUTO'];
    const options = ['--detach', '--config', '--verbose', '--root', '--version'];
    expect([...verbs, ...events, ...options]).toContain(word);
  });

  test('npm scripts exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const text = documents.map((path) => read(path)).join('\n');
    const named = [...text.matchAll(/npm run ([a-z-]*[a-z])/g)].map((match) => match[1]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  test('the two commands of a newcomer stand on lines of their own', () => {
    const lines = read('README.md').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['npm ci && npm run rehearse', 'npm ci && npm test']),
    );
  });
});

test.each(every.filter((code) => pageOf(code).kind === 'refusal'))(
  'the README says what to do about %s',
  (code) => {
    expect(read('README.md')).toMatch(new RegExp(`^\\| \`${code}\` \\| [^|]+ \\| .+ \\|$`, 'm'));
  },
);

test('links between the documents lead somewhere', () => {
  for (const path of documents) {
    const links = [...read(path).matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) {
      const from = path.startsWith('docs/') ? 'docs' : '.';
      expect(() => read(join(from, link)), `${path}: ${link}`).not.toThrow();
    }
  }
});

test('no file knows the place where it was written', () => {
  // Put together, so that this file does not find itself.
  const foreign = ['/work' + '/main', '/work' + '/shared', '..' + '/shared/', 'issues' + ' show'];
  const found = trackedFiles().flatMap((path) => {
    const text = read(path);
    return foreign.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`);
  });
  expect(found).toEqual([]);
});

/** Without git (a package that was unpacked) there is nothing to ask. */
function trackedFiles(): readonly string[] {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return listed.split('\0').filter((path) => path !== '' && isFile(path));
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    read(path);
    return true;
  } catch {
    return false;
  }
}

function fenced(text: string, language: string): readonly string[] {
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
  return [...blocks].map((match) => match[1] ?? '');
}

/** Fenced blocks, and what stands between backticks. */
function codeIn(text: string): readonly string[] {
  const fence = /^```\w*\n(.*?)^```$/gms;
  const blocks = [...text.matchAll(fence)].map((match) => match[1] ?? '');
  const spans = [...text.replace(fence, '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...spans];
}
