import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { play } from '../../src/rehearsal/play.ts';
import { healthyPair } from '../support/checked.ts';
import { asUser, reportOn, statusOn } from '../support/status.ts';

/** The document as docs/json.md has it: nothing more, nothing less. */

const iso = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
const nullable = <T extends z.ZodMiniType>(schema: T) => z.nullable(schema);
const resource = z.strictObject({
  name: z.string(),
  role: z.enum(['primary', 'secondary', 'init', 'unknown']),
  connection: z.enum(['complete', 'degraded', '-']),
  dirty: nullable(z.number()),
  localErrors: nullable(z.number()),
  device: z.boolean(),
  splitSince: nullable(iso),
  unfinishedSince: nullable(iso),
  sync: nullable(z.strictObject({ state: z.enum(['running', 'done', 'interrupted']), since: iso })),
  problem: nullable(z.string()),
});
const open = z.strictObject({
  goal: z.enum(['active', 'standby']),
  because: z.string(),
  trigger: z.string(),
  since: iso,
  elapsedMs: z.number(),
  run: z.enum(['at-work', 'killed', 'unseen']),
  rollback: z.boolean(),
  ended: z.number(),
  steps: z.array(
    z.strictObject({ what: z.string(), elapsedMs: z.number(), limitMs: nullable(z.number()) }),
  ),
});
const named = z.strictObject({ name: z.string(), state: z.string() });
const group = z.strictObject({
  name: z.string(),
  state: z.enum(['active', 'standby', 'promoting', 'demoting', 'held', 'failed', 'unknown']),
  goal: z.enum(['active', 'standby', 'frozen', 'unknown']),
  because: z.string(),
  hold: nullable(z.enum(['released', 'maintenance', 'breaker-open'])),
  holdUntil: nullable(iso),
  vhids: z.array(named),
  resources: z.array(resource),
  filesystems: z.array(
    z.strictObject({ mountpoint: z.string(), device: z.string(), state: z.string() }),
  ),
  pools: z.array(named),
  services: z.array(z.strictObject({ name: z.string(), state: z.string(), optional: z.boolean() })),
  maintenance: nullable(z.strictObject({ since: z.number(), reason: z.string() })),
  frozen: nullable(z.strictObject({ since: z.number(), reason: z.string() })),
  yielded: nullable(z.looseObject({ code: z.string(), text: z.string(), since: z.number() })),
  open: nullable(open),
  last: nullable(z.looseObject({ v: z.literal(1), outcome: z.string() })),
});
const peer = z.discriminatedUnion('state', [
  z.strictObject({ state: z.enum(['not-configured', 'not-asked']) }),
  z.strictObject({ state: z.enum(['silent', 'unreadable']), text: z.string(), mend: z.string() }),
  z.strictObject({
    state: z.literal('answered'),
    node: z.string(),
    version: z.string(),
    answeredAt: iso,
    tookMs: z.number(),
    vhids: nullable(
      z.array(z.strictObject({ name: z.string(), vhid: z.number(), state: z.string() })),
    ),
    resources: z.array(
      z.strictObject({
        name: z.string(),
        role: nullable(z.string()),
        connection: nullable(z.string()),
        dirty: nullable(z.number()),
      }),
    ),
    groups: z.array(z.strictObject({ name: z.string(), serves: nullable(z.boolean()) })),
    says: z.array(z.strictObject({ code: z.string(), text: z.string() })),
    findings: z.strictObject({ critical: z.number(), warning: z.number() }),
  }),
]);
const document = z.strictObject({
  v: z.literal(2),
  node: nullable(z.string()),
  version: z.string(),
  takenAt: iso,
  tookMs: z.number(),
  demotion: nullable(
    z.strictObject({
      total: z.number(),
      ours: z.number(),
      foreign: z.number(),
      stuck: z.boolean(),
    }),
  ),
  preempt: nullable(z.boolean()),
  run: z.enum(['at-work', 'none', 'unseen']),
  groups: z.array(group),
  unseen: z.array(z.strictObject({ what: z.string(), text: z.string(), mend: z.string() })),
  peer,
  alarms: z.array(
    z.strictObject({
      kind: z.enum(['both-masters', 'both-primaries', 'nobody-serves', 'split-brain']),
      code: z.string(),
      text: z.string(),
      group: nullable(z.string()),
    }),
  ),
});

const stories: Readonly<Record<string, (checked: ReturnType<typeof healthyPair>) => unknown>> = {
  'at rest': () => undefined,
  'with a dead peer': ({ pair }) => {
    pair.node('hast1').powerCut();
  },
  'with both MASTER': async ({ pair }) => {
    pair.partition('client');
    await pair.clock.pass(10_000);
  },
  'in the middle of a promotion': async ({ pair }) => {
    pair.node('hast1').powerCut();
    await pair.clock.pass(5000);
    play(pair.node('hast2'), ['MASTER', '1@em0']);
    await pair.clock.pass(4000);
  },
  'in maintenance': ({ pair }) =>
    pair.clock.until(play(pair.node('hast2'), ['maintenance', 'on', '--force']).ended, 300_000),
};

describe('status --json', () => {
  test.each(Object.entries(stories))('%s', async (_, happens) => {
    const checked = healthyPair();
    await happens(checked);
    document.parse(await reportOn(checked.pair, 'hast2'));
  });

  test('without root', async () => {
    const { pair } = healthyPair();
    document.parse(await reportOn(pair, 'hast2', { privileged: false, as: asUser }));
  });

  test('each key has its place in docs/json.md', async () => {
    const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
    const section = /## status --json[^]*?(?=\n## )/.exec(page)?.[0] ?? '';
    const { pair } = healthyPair();
    const { text } = await statusOn(pair, 'hast1', { json: true });
    const keys = new Set([...text.matchAll(/"(\w+)":/g)].map(([, key = '']) => key));
    const shown = Object.keys(open.shape).concat('stuck');
    for (const key of [...keys, ...shown]) expect(section).toMatch(new RegExp(`\\b${key}\\b`));
  });
});
