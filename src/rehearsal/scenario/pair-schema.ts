import * as z from 'zod/mini';

/** The pair of a scenario file: the options of the simulated one, with its configuration. */

const optional = z.exactOptional;
const texts = z.array(z.string());

const dataset = z.strictObject({
  name: z.string(),
  canmount: optional(z.enum(['on', 'off', 'noauto'])),
  mountpoint: optional(z.string()),
  jailed: optional(z.boolean()),
  resumeToken: optional(z.string()),
  sharenfs: optional(z.string()),
});

const content = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ufs'), journal: z.enum(['none', 'su', 'suj']) }),
  z.strictObject({ type: z.literal('other'), filesystem: z.string() }),
  z.strictObject({
    type: z.literal('pool'),
    pool: z.string(),
    datasets: optional(z.array(dataset)),
  }),
  z.strictObject({ type: z.literal('blank') }),
]);

const resource = z.strictObject({
  name: z.string(),
  content,
  partitions: optional(texts),
});

const vhid = z.strictObject({
  vhid: z.int(),
  interface: optional(z.string()),
  advskew: optional(z.tuple([z.int(), z.int()])),
  advbase: optional(z.int()),
});

const behaviour = z.strictObject({
  silentStatus: optional(z.boolean()),
  startFails: optional(z.boolean()),
  startLies: optional(z.boolean()),
  hangsOnStart: optional(z.boolean()),
  hangsOnStop: optional(z.boolean()),
  respawnsMs: optional(z.int()),
  ignoresTerm: optional(z.boolean()),
});

const script = z.strictObject({
  name: z.string(),
  rcName: optional(z.string()),
  enabled: optional(z.boolean()),
  needs: optional(z.string()),
  startMs: optional(z.int()),
  stopMs: optional(z.int()),
  shutdown: optional(z.boolean()),
  behaviour: optional(behaviour),
});

export const pairFile = z.strictObject({
  config: optional(z.string()),
  services: optional(texts),
  cron: optional(z.boolean()),
  hook: optional(z.boolean()),
  situation: optional(z.enum(['both-booted', 'both-down', 'hast1-serves', 'hast1-serves-alone'])),
  preempt: optional(z.boolean()),
  timeout: optional(z.int()),
  keepalive: optional(z.int()),
  replication: optional(z.enum(['memsync', 'fullsync', 'async'])),
  vhids: optional(z.array(vhid)),
  resources: optional(z.array(resource)),
  scripts: optional(z.array(script)),
  running: optional(texts),
  mountpoints: optional(texts),
  mounts: optional(z.record(z.string(), z.string())),
  fstab: optional(z.string()),
  files: optional(z.record(z.string(), z.string())),
  syncRate: optional(z.number()),
  jitterMs: optional(z.number()),
});

export type PairFile = z.infer<typeof pairFile>;

export const pairKeys: Readonly<Record<string, readonly string[]>> = {
  pair: Object.keys(pairFile.shape),
  'pair.vhids.*': Object.keys(vhid.shape),
  'pair.resources.*': Object.keys(resource.shape),
  'pair.resources.*.content': ['type', 'journal', 'filesystem', 'pool', 'datasets'],
  'pair.resources.*.content.datasets.*': Object.keys(dataset.shape),
  'pair.scripts.*': Object.keys(script.shape),
  'pair.scripts.*.behaviour': Object.keys(behaviour.shape),
};
