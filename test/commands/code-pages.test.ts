import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anyPageOf, everyCode } from '../../src/commands/code-pages.ts';

/** All code but the readers', which have problem codes of their own, and the simulated machines. */
const sources = readdirSync(new URL('../../src/', import.meta.url), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts') && !/^(?:freebsd|sim|system)/.test(name))
  .map((name) => ({
    name,
    text: readFileSync(new URL(`../../src/${name}`, import.meta.url), 'utf8'),
  }));

describe('codes of refusals, failures and findings', () => {
  test('every code that the source names has a page', () => {
    for (const { name, text } of sources)
      for (const [, code = ''] of text.matchAll(
        /(?:code: |(?:failed|finding|obstacle)\(\s*)'([a-z-]+)'/g,
      ))
        expect(everyCode, `${name}: ${code}`).toContain(code);
  });

  test('every page is of a code that the source names', () => {
    const texts = sources.filter(({ name }) => !/pages/.test(name)).map(({ text }) => text);
    for (const code of everyCode)
      expect(
        texts.some((text) => text.includes(`'${code}'`)),
        code,
      ).toBe(true);
  });

  test('every page says what it means, what is at risk, and what to type', () => {
    for (const code of everyCode) {
      const { title = '', cause, risk, next } = anyPageOf(code) ?? {};
      expect(code).toMatch(/^[a-z]+(-[a-z\d]+)*$/);
      expect(title, code).toMatch(/^[\w/].{4,}[^.]$/);
      expect(cause, code).toMatch(/\.$/);
      expect(risk, code).toMatch(/\.$/);
      expect(next, code).toMatch(/\S{2}.*[^.]$/);
    }
  });

  test('two pages do not have one title', () => {
    const titles = everyCode.map((code) => anyPageOf(code)?.title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('no code is there twice', () => {
    expect(new Set(everyCode).size).toBe(everyCode.length);
  });

  test('what every object has is no code', () => {
    for (const word of ['constructor', 'toString', '__proto__', ''])
      expect(anyPageOf(word)).toBeUndefined();
  });
});
