import type { PairOptions, ResourceOptions, ServiceOptions } from '../sim/index.ts';
import type { Setup } from './drama.ts';

/** What a pair of the random runs is made of. */
export interface Traits {
  readonly storage: 'ufs' | 'pool' | 'ufs and pool';
  readonly services: 'none' | 'database' | 'nfs' | 'both';
  /** Vhids of one group, or two groups with a vhid, a resource and services each. */
  readonly shape: 'one vhid' | 'two vhids' | 'two groups';
  readonly preempt: boolean;
  readonly situation: NonNullable<PairOptions['situation']>;
  readonly replication: NonNullable<PairOptions['replication']>;
  /** hast.conf's `timeout`, seconds. */
  readonly timeout: number;
  readonly journal: 'none' | 'su' | 'suj';
  readonly policies: string;
  /** The nodes can ask each other by ssh, and hastd's hook calls carphast. */
  readonly channel: boolean;
}

/** The pair that `--fault` strikes when no configuration is named. */
export function ordinaryPair(): Setup {
  return pairOf({
    storage: 'ufs',
    services: 'both',
    shape: 'one vhid',
    preempt: true,
    situation: 'hast1-serves',
    replication: 'memsync',
    timeout: 20,
    journal: 'su',
    policies: '',
    channel: false,
  });
}

const nfsSet = ['rpcbind', 'mountd', 'nfsd'];

/** A pair as an administrator would have set it up. */
export function pairOf(traits: Traits): Setup {
  const { storage, preempt, situation, replication, timeout } = traits;
  const resources: ResourceOptions[] = [
    ...(storage === 'pool' ? [] : [ufs('data', traits)]),
    ...(storage === 'ufs' ? [] : [pool('disk0')]),
    ...(traits.shape === 'two groups' ? [ufs('mail', traits)] : []),
  ];
  const services = servicesOf(traits);
  const toml = tomlOf(traits, services);
  return {
    cron: true,
    hook: traits.channel,
    toml,
    options: {
      preempt,
      situation,
      replication,
      timeout,
      jitterMs: 4,
      resources,
      vhids: traits.shape === 'one vhid' ? [{ vhid: 1 }] : [{ vhid: 1 }, { vhid: 2 }],
      mountpoints: ['/mnt/data', '/mnt/mail', '/zhast'],
      fstab: '/dev/hast/data\t/mnt/data\tufs\trw,noauto\t2\t2\n',
      mounts: { data: '/mnt/data', mail: '/mnt/mail' },
      services: [
        { name: 'mysql-server', rcName: 'mysql', needs: dataOf(traits), startMs: 300 },
        { name: 'dovecot', needs: '/mnt/mail', startMs: 100 },
        { name: 'nfsd', needs: dataOf(traits) },
        ...ofRc(services),
      ],
      running: [
        ...services,
        ...ofRc(services).map(({ name }) => name),
        ...(traits.shape === 'two groups' ? ['dovecot'] : []),
      ],
    },
  };
}

/** Where no group has it, mountd is of rc: for what else the nodes export. */
function ofRc(services: readonly string[]): readonly ServiceOptions[] {
  return services.includes('mountd') ? [] : [{ name: 'mountd', enabled: true }];
}

function ufs(name: string, { journal }: Traits): ResourceOptions {
  return { name, content: { type: 'ufs', journal } };
}

function pool(name: string): ResourceOptions {
  return { name, content: { type: 'pool', pool: 'zhast' } };
}

function dataOf({ storage }: Traits): string {
  return storage === 'pool' ? '/zhast' : '/mnt/data';
}

function servicesOf({ services }: Traits): readonly string[] {
  return [
    ...(services === 'database' || services === 'both' ? ['mysql-server'] : []),
    ...(services === 'nfs' || services === 'both' ? nfsSet : []),
  ];
}

function tomlOf(
  { storage, shape, policies, channel }: Traits,
  services: readonly string[],
): string {
  const own = [
    ...(storage === 'pool'
      ? []
      : ['filesystems = [{ resource = "data", mountpoint = "/mnt/data" }]']),
    ...(storage === 'ufs' ? [] : ['pools = [{ name = "zhast", resources = ["disk0"] }]']),
    `resources = ${JSON.stringify([...(storage === 'pool' ? [] : ['data']), ...(storage === 'ufs' ? [] : ['disk0'])])}`,
    `services = ${JSON.stringify(services)}`,
  ];
  const vhids = (...names: string[]): string => `vhids = ${JSON.stringify(names)}`;
  const lines =
    shape === 'two groups'
      ? [
          policies,
          '[group.files]',
          vhids('1@em0'),
          ...own,
          '[group.mail]',
          vhids('2@em0'),
          'resources = ["mail"]',
          'filesystems = [{ resource = "mail", mountpoint = "/mnt/mail" }]',
          'services = ["dovecot"]',
        ]
      : [policies, shape === 'one vhid' ? vhids('1@em0') : vhids('1@em0', '2@em0'), ...own];
  const peer = channel ? ['[peer]', 'ssh = "root@10.0.0.2"'] : [];
  return `${[...lines, ...peer].filter((line) => line !== '').join('\n')}\n`;
}
