import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistoryLine } from '../../../src/history/entry.ts';
import { html } from '../../../src/history/report/markup.ts';
import { reportPage } from '../../../src/history/report/page.ts';
import { evening, release, runsOf, step, transition } from '../../support/history-lines.ts';

function page(lines: readonly HistoryLine[], word = 'hast1', peer: readonly HistoryLine[] = []) {
  return reportPage({
    title: word,
    about: word,
    nodes: [
      { node: word, lines, marks: [{ at: evening, text: word }] },
      ...(peer.length === 0 ? [] : [{ node: 'hast2', lines: peer, marks: [] }]),
    ],
    last: 20,
    madeAt: evening,
    version: '0.1.0',
  });
}

/** A history in which every text is the same word. */
function spoken(word: string): readonly HistoryLine[] {
  const said = { what: word, text: word, code: word };
  const all = { id: word, group: word, because: word, trigger: word, text: word, code: word };
  const steps = [step(word, said), step(`start:${word}`, { ...said, outcome: 'failed' })];
  return [
    { ...transition({ outcome: 'failed', degraded: [word], yielded: true, steps }), ...all },
    { v: 1, kind: 'resumed', group: word, at: evening },
  ];
}

/** What a browser would take for tags, with their attributes. */
function tagsOf(text: string): readonly string[] {
  return [...text.matchAll(/<[!/a-z][^>]*>/gi)].map(([tag]) => tag);
}

const weapons = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>',
  '</title>',
  '<!--',
  ']]>',
  '&lt;script&gt;',
  '&#0;',
  '\u0000<b>',
  '\u202Etxt.exe',
  '\uD800',
  'javascript:alert(1)',
  '`${7}`',
  '$&',
];

describe('no text of a history becomes markup', () => {
  const plain = tagsOf(page(spoken('x'), 'x'));

  test.each(weapons)('%j', (word) => {
    expect(tagsOf(page(spoken(word), word))).toEqual(plain);
  });

  test('whatever anybody writes', () => {
    const piece = fc.oneof(
      fc.constantFrom(...weapons),
      fc.string({ unit: 'binary', minLength: 1 }),
    );
    const word = fc
      .array(piece, { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join(''))
      .filter((text) => !text.includes(':'));
    fc.assert(
      fc.property(word, (text) => {
        expect(tagsOf(page(spoken(text), text))).toEqual(plain);
      }),
    );
  });

  test('what cannot be shown, or turns the line about, is shown as such', () => {
    expect(html`${'a\u0000b\u202Ec\uD800\nd'}`.markup).toBe('a\uFFFDb\uFFFDc\uFFFD d');
    expect(html`${'é 日本 🙂 עברית'}`.markup).toBe('é 日本 🙂 עברית');
  });

  test('it is escaped once', () => {
    expect(html`<p title="${`"&'<>`}"></p>`.markup).toBe(
      '<p title="&quot;&amp;&#39;&lt;&gt;"></p>',
    );
  });
});

describe('the page', () => {
  const both = page(
    [release(0), transition({ startedAt: 3_605_000, steps: [step('start:nfsd')] })],
    'hast1',
    [transition({ startedAt: 5000, steps: [step('release:data')] }), release(3_600_000)],
  );

  test('needs nothing from anywhere, and may run nothing', () => {
    expect(both).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    expect(both).toContain("default-src 'none'");
  });

  test('has the newest story first', () => {
    const days = [...both.matchAll(/<h3>(\S+ \S+Z)/g)].map((match) => match[1]);
    expect(days).toEqual(['2026-11-20 21:00:00Z', '2026-11-20 20:00:00Z']);
  });

  test('says that clocks may differ only where there are two', () => {
    expect(both).toContain('Where the clocks differ');
    expect(page([transition()])).toContain('One node’s history.');
  });

  test('says how many it leaves out', () => {
    const lines = runsOf(
      'start:nfsd',
      Array.from({ length: 23 }, () => 50),
    );
    expect(page(lines)).toContain('3 older ones are left out');
  });

  test('warns of a phase that got slower', () => {
    const times = [100, 100, 100, 100, 100, 900, 900, 900, 900, 900];
    expect(page(runsOf('start:nfsd', times))).toContain('slower than it was: 900 ms');
  });

  test('of a new pair says that there is nothing yet', () => {
    expect(page([])).toContain('No transition yet.');
  });
});
