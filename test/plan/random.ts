import fc from 'fast-check';
import type { Group } from '../../src/config/model.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import type { World } from '../../src/world/world.ts';
import { groupFrom, worldOf } from '../support/worlds.ts';

/** A group, a world that it may find itself in, and choices for the order of steps. */
export interface Situation {
  readonly group: Group;
  readonly lines: readonly string[];
  readonly world: World;
  readonly choices: readonly number[];
}

const pieces = fc.record({
  filesystems: fc.subarray([
    { resource: 'data', mountpoint: '/data' },
    { resource: 'data2', mountpoint: '/data/db' },
    { resource: 'disk', mountpoint: '/a', device: '/dev/hast/diskp1' },
    { resource: 'disk', mountpoint: '/data/b', device: '/dev/hast/diskp2' },
  ]),
  pools: fc.subarray([
    { name: 'tank', resources: ['z1', 'z2'] },
    { name: 'pond', resources: ['z3'] },
  ]),
  links: fc.subarray([{ path: '/var/db/state', target: '/data/state' }]),
  requires: fc.array(fc.option(fc.nat(255), { nil: undefined }), { maxLength: 4 }),
  optional: fc.nat(15),
  policies: fc.record({
    hastd: fc.constantFrom('leave' as const, 'start' as const),
    onInit: fc.constantFrom('secondary' as const, 'init' as const),
    missingMountpoint: fc.constantFrom('refuse' as const, 'create' as const),
    occupiedMountpoint: fc.constantFrom('refuse' as const, 'allow' as const),
  }),
});

const names = ['one', 'two', 'three', 'four'];

/** Services require any storage and earlier services, by the bits of a number. */
const group: fc.Arbitrary<Group> = pieces.map((chosen) => {
  const storage = [
    ...chosen.filesystems.map(({ mountpoint }) => mountpoint),
    ...chosen.pools.map(({ name }) => name),
  ];
  const services = chosen.requires.map((bits, at) => {
    const known = [...storage, ...names.slice(0, at)];
    const requires = known.filter((_name, bit) => bits !== undefined && (bits >> bit) % 2 === 1);
    return {
      name: names[at] ?? 'more',
      optional: (chosen.optional >> at) % 2 === 1,
      ...(bits === undefined ? {} : { requires }),
    };
  });
  const file: ConfigFile = {
    vhids: ['1@em0'],
    resources: ['data', 'data2', 'disk', 'z1', 'z2', 'z3'],
    filesystems: [...chosen.filesystems],
    pools: [...chosen.pools],
    links: [...chosen.links],
    services,
    ...chosen.policies,
  };
  return groupFrom(file);
});

export const situation: fc.Arbitrary<Situation> = group.chain((own) =>
  fc
    .record({ lines: linesFor(own), choices: fc.array(fc.nat(1000), { minLength: 40 }) })
    .map(({ lines, choices }) => ({
      group: own,
      lines,
      world: worldOf(own, ...lines),
      choices,
    })),
);

function linesFor(own: Group): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(
      fc.tuple(...own.resources.map(roleLine)),
      mountLines(own),
      fc.tuple(...own.pools.map((pool) => poolLines(pool.name))),
      fc.tuple(...own.services.map(({ name }) => serviceLine(name))),
      fc.tuple(...own.filesystems.map(({ mountpoint }) => directoryLine(mountpoint))),
      fc.tuple(...own.links.map(({ path }) => linkLine(path))),
    )
    .map(([roles, mounts, pools, ...others]) => [
      ...roles,
      ...mounts,
      ...pools.flat(),
      ...others.flat(),
    ]);
}

function roleLine(name: string): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 6, arbitrary: fc.constantFrom('primary', 'secondary', 'init') },
      { weight: 1, arbitrary: fc.constantFrom('primary without-device', 'hastd-not-running') },
      { weight: 1, arbitrary: fc.constantFrom('no-answer', 'tool-failed') },
    )
    .map((role) => `hast ${name} ${role}`);
}

/** What may be mounted, in the order of the table; at times it cannot be read. */
function mountLines(own: Group): fc.Arbitrary<readonly string[]> {
  const right = own.filesystems.map(
    (one) => `mount ${one.device ?? `/dev/hast/${one.resource}`} ${one.mountpoint}`,
  );
  const readOnly = right.map((line) => `${line} ufs ro`);
  const strange = [
    'mount /data/www /jail/www nullfs',
    'mount devfs /data/dev devfs',
    'mount devfs /jail/www/dev devfs',
    'mount /tank/x /jail/x nullfs',
    ...(own.filesystems.some(({ resource }) => resource === 'data2')
      ? ['mount /dev/hast/data2 /elsewhere']
      : []),
    'mount /dev/hast/data22 /other',
    'mount /dev/ada1p1 /data/db',
  ];
  const some = fc.oneof(
    { weight: 3, arbitrary: fc.constant(right) },
    { weight: 3, arbitrary: fc.shuffledSubarray(right) },
    { weight: 1, arbitrary: fc.shuffledSubarray([...right, ...readOnly.slice(0, 1)]) },
    { weight: 3, arbitrary: fc.shuffledSubarray([...right, ...strange.slice(0, 4)]) },
    { weight: 1, arbitrary: fc.shuffledSubarray([...right, ...strange]) },
  );
  return fc.oneof(
    { weight: 12, arbitrary: some.map(eachOnce) },
    { weight: 1, arbitrary: fc.constant(['mounts unreadable']) },
  );
}

/** GEOM gives a device to one file system at a time; and no mount of others lies beneath ours. */
function eachOnce(lines: readonly string[]): readonly string[] {
  const words = lines.map((line) => line.split(' '));
  const isFirst = (at: number, word: number): boolean =>
    words.findIndex((other) => other[word] === words[at]?.[word]) === at;
  return lines.filter(
    (line, at) => isFirst(at, 2) && (isFirst(at, 1) || !line.startsWith('mount /dev/')),
  );
}

function poolLines(name: string): fc.Arbitrary<readonly string[]> {
  return fc.constantFrom<(readonly string[])[]>(
    [],
    [`pool ${name} no-answer`],
    [`pool ${name} imported`, `dataset ${name} /${name} mounted`],
    [`pool ${name} imported`, `dataset ${name} /${name} unmounted`],
    [`pool ${name} imported`, `dataset ${name} /data/${name} mounted`],
    [`pool ${name} imported from ada1p1`],
  );
}

function serviceLine(name: string): fc.Arbitrary<string> {
  return fc
    .constantFrom('running', 'running', 'stopped', 'stopped', 'partial', 'absent', 'no-answer')
    .map((state) => `service ${name} ${state}`);
}

function directoryLine(path: string): fc.Arbitrary<string> {
  return fc
    .constantFrom('empty', 'empty', 'empty', 'missing', 'occupied')
    .map((state) => `dir ${path} ${state}`);
}

function linkLine(path: string): fc.Arbitrary<string> {
  return fc
    .constantFrom('linked', 'absent', 'aside', 'file', 'elsewhere')
    .map((state) => `link ${path} ${state}`);
}
