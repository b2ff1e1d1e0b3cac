import * as z from 'zod/mini';
import { parseDuration } from './duration.ts';

/** The configuration file, key by key. What each means is in ./key-pages. */

const aDuration = 'a duration such as "90s" or "3m"';
const duration = z.union(
  [
    z.string().check(z.refine((text) => parseDuration(text) !== undefined, aDuration)),
    z.int().check(z.gte(0, aDuration)),
  ],
  aDuration,
);
const groupName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const rcName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_][\w.+-]{0,63}$/, 'the name of an rc.d script'));
const hastName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9._:-]{1,64}$/, 'the name of a resource of hast.conf'));
const absolutePath = z
  .string()
  .check(z.regex(/^\/(?:[^/\0]+(?:\/[^/\0]+)*)?$/, 'an absolute path without a trailing slash'));
const mountpoint = absolutePath.check(
  z.refine(
    (path) => path !== '/' && !path.split('/').some((part) => part === '.' || part === '..'),
    'a directory that is not /, without . and ..',
  ),
);
const vhid = z
  .string()
  .check(
    z.regex(
      /^(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])@[A-Za-z0-9_.:-]{1,15}$/,
      'a vhid such as "1@em0"',
    ),
  );
const mountOption = z.string().check(z.regex(/^[A-Za-z][\w=.:/+-]*$/, 'a mount option'));
const poolName = z.string().check(z.regex(/^[A-Za-z][\w.:-]{0,63}$/, 'the name of a pool'));

const limits = z.strictObject({
  release: z.optional(duration),
  settle: z.optional(duration),
  role: z.optional(duration),
  device: z.optional(duration),
  probe: z.optional(duration),
  write: z.optional(duration),
  check: z.optional(duration),
  mount: z.optional(duration),
  unmount: z.optional(duration),
  import: z.optional(duration),
  export: z.optional(duration),
  start: z.optional(duration),
  stop: z.optional(duration),
  yield: z.optional(duration),
  query: z.optional(duration),
});

const policyKeys = {
  onInit: z.optional(z.enum(['secondary', 'init'])),
  onFailure: z.optional(z.enum(['yield', 'stay'])),
  hastd: z.optional(z.enum(['leave', 'start'])),
  repair: z.optional(z.enum(['yes', 'no'])),
  busy: z.optional(z.enum(['wait', 'terminate', 'force'])),
  missingMountpoint: z.optional(z.enum(['refuse', 'create'])),
  occupiedMountpoint: z.optional(z.enum(['refuse', 'allow'])),
  degradedPool: z.optional(z.enum(['refuse', 'import'])),
  unfinishedCopy: z.optional(z.enum(['refuse', 'serve'])),
  breaker: z.optional(z.strictObject({ failures: z.int().check(z.gte(1)), window: duration })),
};

const service = z.union([
  rcName,
  z.strictObject({
    name: rcName,
    requires: z.optional(z.array(z.string())),
    optional: z.optional(z.boolean()),
    startTimeout: z.optional(duration),
    stopTimeout: z.optional(duration),
  }),
]);

const filesystem = z.strictObject({
  resource: hastName,
  mountpoint,
  device: z.optional(absolutePath),
  type: z.optional(z.string().check(z.regex(/^[a-z0-9]+$/, 'a file system type such as "ufs"'))),
  options: z.optional(z.array(mountOption)),
});

const pool = z.union([
  poolName,
  z.strictObject({ name: poolName, resources: z.optional(z.array(hastName)) }),
]);

const groupKeys = {
  vhids: z.optional(z.array(vhid).check(z.minLength(1))),
  resources: z.optional(z.array(hastName)),
  filesystems: z.optional(z.array(filesystem)),
  pools: z.optional(z.array(pool)),
  links: z.optional(z.array(z.strictObject({ path: absolutePath, target: absolutePath }))),
  services: z.optional(z.array(service)),
};

const group = z.strictObject({ ...groupKeys, ...policyKeys, limits: z.optional(limits) });

export const schema = z.strictObject({
  ...groupKeys,
  ...policyKeys,
  limits: z.optional(limits),
  peer: z.optional(
    z.strictObject({ address: z.optional(z.string()), ssh: z.optional(z.string()) }),
  ),
  log: z.optional(
    z.strictObject({
      facility: z.optional(z.string().check(z.regex(/^[a-z0-9]+$/, 'a syslog facility'))),
      tag: z.optional(z.string().check(z.regex(/^[\w.-]+$/, 'a syslog tag'))),
      file: z.optional(absolutePath),
    }),
  ),
  group: z.optional(
    z.record(
      z.string().check(z.regex(groupName, 'a group name of letters, digits, _ and -')),
      group,
    ),
  ),
});

export type ConfigFile = z.infer<typeof schema>;
export type GroupFile = z.infer<typeof group>;
export type ServiceFile = z.infer<typeof service>;
export type LimitsFile = z.infer<typeof limits>;
export type Duration = z.infer<typeof duration>;

/** Every key that may stand at a place of the file, for "did you mean". */
export const keysAt: Readonly<Record<string, readonly string[]>> = {
  '': [...Object.keys(groupKeys), ...Object.keys(policyKeys), 'limits', 'peer', 'log', 'group'],
  'group.*': [...Object.keys(groupKeys), ...Object.keys(policyKeys), 'limits'],
  limits: Object.keys(limits.shape),
  'group.*.limits': Object.keys(limits.shape),
  peer: ['address', 'ssh'],
  log: ['facility', 'tag', 'file'],
  breaker: ['failures', 'window'],
  'group.*.breaker': ['failures', 'window'],
  'services.*': ['name', 'requires', 'optional', 'startTimeout', 'stopTimeout'],
  'group.*.services.*': ['name', 'requires', 'optional', 'startTimeout', 'stopTimeout'],
  'filesystems.*': ['resource', 'mountpoint', 'device', 'type', 'options'],
  'group.*.filesystems.*': ['resource', 'mountpoint', 'device', 'type', 'options'],
  'pools.*': ['name', 'resources'],
  'group.*.pools.*': ['name', 'resources'],
  'links.*': ['path', 'target'],
  'group.*.links.*': ['path', 'target'],
};
