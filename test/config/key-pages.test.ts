import { describe, expect, test } from 'vitest';
import { defaultLog, limitsOf, policyOf } from '../../src/config/defaults.ts';
import { parseDuration } from '../../src/config/duration.ts';
import { keyPages } from '../../src/config/key-pages/index.ts';
import type { KeyPages } from '../../src/config/key-pages/key-page.ts';
import { keysAt, schema } from '../../src/config/schema.ts';

/** Where the keys of a table stand in the file. */
const places = {
  filesystems: 'filesystems.*',
  pools: 'pools.*',
  links: 'links.*',
  services: 'services.*',
  breaker: 'breaker',
  limits: 'limits',
  log: 'log',
  peer: 'peer',
} as const;

describe('each key of the schema has a page in src/config/key-pages, and no other has one', () => {
  test.each(Object.entries(places))('%s', (table, place) => {
    const pages = Object.entries(keyPages).find(([name]) => name === table)?.[1] ?? {};
    expect(Object.keys(pages).sort()).toEqual([...(keysAt[place] ?? [])].sort());
  });

  test('the top of the file', () => {
    const told = [...Object.keys(keyPages.groups), ...Object.keys(keyPages.policies)];
    const top = (keysAt[''] ?? []).filter(
      (key) => !['limits', 'peer', 'log', 'group'].includes(key),
    );
    expect(told.sort()).toEqual([...top].sort());
  });
});

describe('the defaults that are told are those that are used', () => {
  test.each(Object.entries(limitsOf({}, {}, 20)))('limits.%s', (key, ms) => {
    const told = usual(keyPages.limits, key);
    expect(told === 'slow' ? 50_000 : parseDuration(told)).toBe(ms);
    expect(told === 'slow').toBe(limitsOf({}, {}, 60)[key as 'role'] !== ms);
  });

  test.each(Object.keys(keyPages.policies).filter((key) => key !== 'breaker'))('%s', (key) => {
    const used = policyOf({}, {})[key as 'busy'];
    expect(usual(keyPages.policies, key)).toBe(used);
    const words = [...(keyPages.policies[key]?.values ?? '').matchAll(/`"(\w+)"`/g)].map(
      (one) => one[1],
    );
    for (const word of words) expect(schema.safeParse({ [key]: word }).success, word).toBe(true);
    expect(schema.safeParse({ [key]: 'else' }).success).toBe(false);
    expect(words).toContain(used);
  });

  test('the breaker, the log', () => {
    const { breakerFailures, breakerWindowMs } = policyOf({}, {});
    const told = keyPages.policies['breaker']?.default;
    expect(told).toBe(
      `\`{ failures = ${breakerFailures}, window = "${breakerWindowMs / 60_000}m" }\``,
    );
    expect(usual(keyPages.log, 'facility')).toBe(defaultLog.facility);
    expect(usual(keyPages.log, 'tag')).toBe(defaultLog.tag);
  });
});

/** Without backticks and quotes. */
function usual(pages: KeyPages, key: string): string {
  return (pages[key]?.default ?? '').replace(/[`"]/g, '');
}
