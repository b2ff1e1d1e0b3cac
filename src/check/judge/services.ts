import type { Group, Service } from '../../config/model.ts';
import { isWithin } from '../../freebsd/devices.ts';
import { profilesOf } from '../../freebsd/rc-conf.ts';
import { isStopped } from '../../plan/facts.ts';
import { requirementsOf, storageNamesOf } from '../../plan/services.ts';
import { knownServices } from '../../setup/known-services.ts';
import type { Facts, RcFacts } from '../facts.ts';
import { finding, unseen, when, type Finding } from '../finding.ts';

/** Whether services run where, when and in the order they should. */
export function judgeServices(facts: Facts): readonly Finding[] {
  const { config } = facts;
  return [...config.groups.flatMap((group) => judgeGroup(facts, group)), ...judgeStrays(facts)];
}

function judgeGroup(facts: Facts, group: Group): readonly Finding[] {
  const standby = facts.groups.get(group.name)?.goal.kind === 'standby';
  return [
    ...group.services.flatMap((service) => [
      ...judgeProfiles(facts, service),
      ...judgeBoot(facts, group, service),
      ...(standby ? judgeRunning(facts, service) : []),
      ...judgeDatabase(facts, group, service),
    ]),
    ...judgeNfs(facts, group, standby),
  ];
}

/** Its script answers 0 whatever becomes of its servers. */
function judgeProfiles({ rc }: Facts, { name }: Service): readonly Finding[] {
  return when(hasProfiles(rc, name), 'service-profiles', `${profilesOf(name)} is set`);
}

function hasProfiles({ settings }: RcFacts, name: string): boolean {
  return settings.known && (settings.value.get(profilesOf(name)) ?? '') !== '';
}

/** One without data of the group does no harm beside it: an NFS client needs rpcbind too. */
function judgeBoot({ rc }: Facts, group: Group, service: Service): readonly Finding[] {
  const reading = rc.enabled.get(service.name);
  if (reading === undefined) return [];
  if (!reading.known) return [unseen(reading.problem)];
  if (!reading.value || hasProfiles(rc, service.name)) return [];
  const { name } = service;
  const found = finding('service-enabled', `rc starts ${name} at boot`, `service ${name} disable`);
  const shared = ['rpcbind', 'statd', 'lockd'].includes(name);
  return [
    shared || storageNamesOf(group, service).length === 0
      ? { ...found, severity: 'warning' }
      : found,
  ];
}

function judgeRunning({ world }: Facts, { name }: Service): readonly Finding[] {
  const reading = world.services.get(name);
  if (reading?.known !== true) return [];
  return when(
    !isStopped(reading.value),
    'runs-on-standby',
    `${name} runs, and this node is standby`,
  );
}

function judgeDatabase(facts: Facts, group: Group, service: Service): readonly Finding[] {
  const database = knownServices.find(({ script }) => script === service.name);
  if (database?.variable === undefined || !facts.rc.settings.known) return [];
  const { variable } = database;
  const said = facts.rc.settings.value.get(variable) ?? '';
  const directory = said === '' ? database.directory : said;
  const storage = storageNamesOf(group, service);
  const pools = group.pools.filter(({ name }) => storage.includes(name));
  const datasets = pools.flatMap(({ name }) => mountpointsOf(facts, name));
  // By default a server makes its own directory beneath: /var/db/postgres/data16.
  const lies = [...storage, ...datasets].some(
    (place) => isWithin(directory, place) || (said === '' && isWithin(place, directory)),
  );
  // Where the datasets of an exported pool are mounted is not known.
  const hidden = pools.some(({ name }) => mountpointsOf(facts, name).length === 0);
  const links = group.links.some(({ path }) => isWithin(directory, path));
  return when(
    !lies && !hidden && !links,
    'database-elsewhere',
    `${service.name} keeps its data in ${directory}, which is on no file system of group ${group.name}`,
    `sysrc ${variable}=DIRECTORY, beneath ${storage.join(' or ') || 'a file system of the group'}`,
  );
}

function mountpointsOf({ world }: Facts, pool: string): readonly string[] {
  const datasets = world.pools.get(pool)?.datasets;
  if (datasets?.known !== true) return [];
  return datasets.value.map(({ mountpoint }) => mountpoint).filter((path) => path.startsWith('/'));
}

function judgeNfs(facts: Facts, group: Group, standby: boolean): readonly Finding[] {
  const nfsd = group.services.find(({ name }) => name === 'nfsd');
  if (nfsd === undefined) return standby ? judgeForeignNfsd(facts, group) : [];
  const names = group.services.map(({ name }) => name);
  const missing = ['rpcbind', 'mountd'].filter((name) => !names.includes(name));
  if (missing.length > 0)
    return [
      finding('nfs-incomplete', `group ${group.name} has nfsd without ${missing.join(', ')}`),
    ];
  const before = requirementsOf(group, nfsd).map(({ name }) => name);
  return when(
    !before.includes('mountd') || !before.includes('rpcbind'),
    'nfs-order',
    `group ${group.name} starts ${names.join(', ')}`,
  );
}

/** It exports what carphast mounts, and nobody stops it here. */
function judgeForeignNfsd({ rc, exports = '' }: Facts, group: Group): readonly Finding[] {
  if (!rc.nfsd.known || isStopped(rc.nfsd.value)) return [];
  const exported = exports
    .split('\n')
    .map((line) => line.split(/\s+/)[0] ?? '')
    .find((path) =>
      group.filesystems.some(({ mountpoint }) => path !== '' && isWithin(path, mountpoint)),
    );
  return when(
    exported !== undefined,
    'nfsd-on-standby',
    `nfsd runs, this node is standby, and /etc/exports names ${exported ?? ''}`,
  );
}

function judgeStrays({ storage }: Facts): readonly Finding[] {
  return [...storage.strays].map(([mountpoint, mark]) =>
    finding(
      'database-stray',
      `nothing is mounted on ${mountpoint}, and there is ${mountpoint}/${mark}`,
      `look at it, then mv ${mountpoint} ${mountpoint}.stray && mkdir ${mountpoint}`,
    ),
  );
}
