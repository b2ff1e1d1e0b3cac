import type { Group, Service } from '../../config/model.ts';
import { isWithin } from '../../freebsd/devices.ts';
import { isStopped } from '../../plan/facts.ts';
import { requirementsOf, storageNamesOf } from '../../plan/services.ts';
import { knownServices, type KnownService } from '../../setup/known-services.ts';
import type { Facts } from '../facts.ts';
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
      ...judgeBoot(facts, service),
      ...(standby ? judgeRunning(facts, service) : []),
      ...judgeDatabase(facts, group, service),
    ]),
    ...judgeNfs(facts, group, standby),
  ];
}

function judgeBoot({ rc }: Facts, { name }: Service): readonly Finding[] {
  const reading = rc.enabled.get(name);
  if (reading === undefined) return [];
  if (!reading.known) return [unseen(reading.problem)];
  return when(
    reading.value,
    'service-enabled',
    `rc starts ${name} at boot`,
    `service ${name} disable`,
  );
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
  if (database === undefined || !facts.rc.settings.known) return [];
  const directory = directoryOf(facts, database);
  const storage = storageNamesOf(group, service);
  const pools = group.pools.filter(({ name }) => storage.includes(name));
  const datasets = pools.flatMap(({ name }) => mountpointsOf(facts, name));
  const lies = [...storage, ...datasets].some((place) => isWithin(directory, place));
  // Where the datasets of an exported pool are mounted is not known.
  const hidden = pools.some(({ name }) => mountpointsOf(facts, name).length === 0);
  const links = group.links.some(({ path }) => isWithin(directory, path));
  return when(
    !lies && !hidden && !links,
    'database-elsewhere',
    `${service.name} keeps its data in ${directory}, which is on no file system of group ${group.name}`,
    `sysrc ${database.variable}=DIRECTORY, beneath ${storage.join(' or ') || 'a file system of the group'}`,
  );
}

function directoryOf({ rc }: Facts, { variable, directory }: KnownService): string {
  const said = rc.settings.known ? rc.settings.value.get(variable) : undefined;
  return said === undefined || said === '' ? directory : said;
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
