import * as z from 'zod/mini';
import { severities } from './pages/page.ts';

/** A name, an address, a version: nothing that could do harm on a terminal. */
const word = z.string().check(z.regex(/^[\w.:@/-]{1,255}$/));

const vhid = z.object({
  vhid: z.number(),
  name: word,
  state: word,
  advbase: z.optional(z.number()),
  advskew: z.optional(z.number()),
  /** Sorted: CARP signs them in this order. */
  addresses: z.array(word),
});

const resource = z.object({
  name: word,
  role: z.nullable(word),
  replication: z.nullable(word),
  /** Seconds. */
  timeout: z.nullable(z.number()),
  /** Bytes. */
  dataSize: z.nullable(z.number()),
  extentSize: z.nullable(z.number()),
  /** complete, degraded, or - without a worker. This and what follows: not of an older carphast. */
  connection: z.optional(z.nullable(z.string())),
  /** Bytes; null where it is not primary. */
  dirty: z.optional(z.nullable(z.number())),
  /** Whether the other node has all that this primary has written; null: hastd does not tell. */
  copied: z.optional(z.nullable(z.boolean())),
  /** `hastctl dump`: resuid, localcnt, remotecnt; 64 bits, so that they are text. */
  resourceId: z.optional(z.nullable(z.string())),
  localCount: z.optional(z.nullable(z.string())),
  remoteCount: z.optional(z.nullable(z.string())),
});

const group = z.object({
  name: word,
  vhids: z.array(word),
  resources: z.array(word),
  /** `SPECIAL MOUNTPOINT` */
  filesystems: z.array(z.string()),
  pools: z.array(z.string()),
  services: z.array(z.string()),
});

/** What has to be the same on both nodes, or to fit together. */
const card = z.object({
  release: z.nullable(word),
  preempt: z.nullable(z.boolean()),
  vhids: z.nullable(z.array(vhid)),
  resources: z.array(resource),
  groups: z.array(group),
  /** Of accounts that own files: `uid:gid` by name. */
  accounts: z.record(word, word),
  exports: z.nullable(z.string()),
});

/** A sentence for root’s terminal: on one line, bounded, without control characters. */
const sentence = z.string().check(z.maxLength(2000), z.regex(/^[^\p{Cc}]*$/u));

const finding = z.object({
  code: z.string().check(z.regex(/^[a-z\d-]{1,64}$/)),
  severity: z.enum(severities),
  text: sentence,
  mend: sentence,
  group: z.optional(z.string().check(z.regex(/^[\w-]{1,64}$/))),
});

/**
 * What a check of one node comes to. It travels: the other node asks for it through ssh, so that it
 * is read by a schema like anything that comes from outside.
 */
export const nodeReport = z.object({
  v: z.literal(1),
  node: z.string().check(z.regex(/^[\w.-]{1,255}$/)),
  version: z.string().check(z.regex(/^[\w.+-]{1,64}$/)),
  /** Milliseconds since the epoch, when it was looked at. */
  takenAt: z.number(),
  findings: z.array(finding),
  /** Null without a valid configuration. */
  card: z.nullable(card),
});

export type NodeReport = z.infer<typeof nodeReport>;
export type Card = z.infer<typeof card>;
export type CardResource = z.infer<typeof resource>;
export type CardVhid = z.infer<typeof vhid>;
