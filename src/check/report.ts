import * as z from 'zod/mini';
import { severities } from './pages/page.ts';

/**
 * What a check of one node comes to. It travels: the other node asks for it through ssh, so that it
 * is read by a schema like anything that comes from outside.
 */
const vhid = z.object({
  vhid: z.number(),
  name: z.string(),
  state: z.string(),
  advbase: z.optional(z.number()),
  advskew: z.optional(z.number()),
  /** Sorted: CARP signs them in this order. */
  addresses: z.array(z.string()),
});

const resource = z.object({
  name: z.string(),
  role: z.nullable(z.string()),
  replication: z.nullable(z.string()),
  /** Seconds. */
  timeout: z.nullable(z.number()),
  /** Bytes. */
  dataSize: z.nullable(z.number()),
  extentSize: z.nullable(z.number()),
  /** complete, degraded, or - without a worker. This and what follows: not of an older carphast. */
  connection: z.optional(z.nullable(z.string())),
  /** Bytes; null where it is not primary. */
  dirty: z.optional(z.nullable(z.number())),
  /** `hastctl dump`: resuid, localcnt, remotecnt; 64 bits, so that they are text. */
  resourceId: z.optional(z.nullable(z.string())),
  localCount: z.optional(z.nullable(z.string())),
  remoteCount: z.optional(z.nullable(z.string())),
});

const group = z.object({
  name: z.string(),
  vhids: z.array(z.string()),
  resources: z.array(z.string()),
  /** `SPECIAL MOUNTPOINT` */
  filesystems: z.array(z.string()),
  pools: z.array(z.string()),
  services: z.array(z.string()),
});

/** What has to be the same on both nodes, or to fit together. */
const card = z.object({
  release: z.nullable(z.string()),
  preempt: z.nullable(z.boolean()),
  vhids: z.nullable(z.array(vhid)),
  resources: z.array(resource),
  groups: z.array(group),
  /** Of accounts that own files: `uid:gid` by name. */
  accounts: z.record(z.string(), z.string()),
  exports: z.nullable(z.string()),
});

const finding = z.object({
  code: z.string(),
  severity: z.enum(severities),
  text: z.string(),
  mend: z.string(),
});

export const nodeReport = z.object({
  v: z.literal(1),
  node: z.string(),
  version: z.string(),
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
export type ReportedFinding = z.infer<typeof finding>;
