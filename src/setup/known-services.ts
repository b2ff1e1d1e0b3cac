import { isWithin } from '../freebsd/devices.ts';
import { saysYes } from '../freebsd/rc-conf.ts';

/** Services that people put onto shared storage, and where their data are. */
export interface KnownService {
  /** The rc script of the port. */
  readonly script: string;
  /** The rc.conf variable that moves its data, where its script has one. */
  readonly variable?: string;
  /** Where they are without it, or beneath that. */
  readonly directory: string;
  /** What its first start makes in an empty directory. */
  readonly mark?: string;
}

/** By the rc scripts of the ports (files/*.in), oldest question first: databases before servers. */
export const knownServices: readonly KnownService[] = [
  { script: 'mysql-server', variable: 'mysql_dbdir', directory: '/var/db/mysql', mark: 'mysql' },
  {
    script: 'postgresql',
    variable: 'postgresql_data',
    directory: '/var/db/postgres',
    mark: 'PG_VERSION',
  },
  { script: 'redis', directory: '/var/db/redis' },
  { script: 'slapd', directory: '/var/db/openldap-data' },
];

/** In the order in which they need each other. */
export const nfsServices: readonly string[] = ['rpcbind', 'mountd', 'nfsd'];

/** Locks of NFSv3: only where rc.conf has them. */
export const nfsLockServices: readonly { readonly script: string; readonly variable: string }[] = [
  { script: 'statd', variable: 'rpc_statd_enable' },
  { script: 'lockd', variable: 'rpc_lockd_enable' },
];

/** What a look at the machine tells about them. */
export interface ServiceFacts {
  /** Mountpoints of the managed file systems and datasets. */
  readonly mountpoints: readonly string[];
  /** Scripts in /usr/local/etc/rc.d. */
  readonly installed: readonly string[];
  /** rc.conf's word for the variables above. */
  readonly settings: ReadonlyMap<string, string | undefined>;
  /** /etc/exports and smb4.conf; empty where there are none. */
  readonly exports: string;
  readonly samba: string;
}

/** The services whose data lie on managed storage. */
export function servicesOn(facts: ServiceFacts): readonly string[] {
  const { installed, settings, mountpoints } = facts;
  const databases = knownServices.filter(({ script, variable, directory }) => {
    const set = variable === undefined ? undefined : settings.get(variable);
    const data = set === undefined || set === '' ? directory : set;
    return installed.includes(script) && liesOn(data, mountpoints);
  });
  const samba = installed.includes('samba_server') && shares(facts.samba, mountpoints);
  return [
    ...databases.map(({ script }) => script),
    ...(samba ? ['samba_server'] : []),
    ...(exported(facts.exports, mountpoints) ? nfsOf(settings) : []),
  ];
}

function nfsOf(settings: ServiceFacts['settings']): readonly string[] {
  const locks = nfsLockServices.filter(({ variable }) => saysYes(settings.get(variable)));
  return [...nfsServices, ...locks.map(({ script }) => script)];
}

function liesOn(path: string, mountpoints: readonly string[]): boolean {
  return mountpoints.some((one) => isWithin(path, one));
}

/** exports(5): a line begins with the paths that are exported; `V4:` lines with a root. */
function exported(text: string, mountpoints: readonly string[]): boolean {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').split(/[\t ]+/))
    .some((words) => words.some((word) => word.startsWith('/') && liesOn(word, mountpoints)));
}

/** smb4.conf(5): `path = /data/share`. */
function shares(text: string, mountpoints: readonly string[]): boolean {
  const paths = text.matchAll(/^[ \t]*path[ \t]*=[ \t]*(\/\S*)/gim);
  return [...paths].some(([, path = '']) => liesOn(path, mountpoints));
}
