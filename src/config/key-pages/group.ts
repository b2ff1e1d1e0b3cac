import type { KeyPages } from './key-page.ts';

export const groupKeys: KeyPages = {
  vhids: {
    values: 'a list of `VHID@INTERFACE`',
    default: 'from the machine',
    meaning: 'the vhids that move together',
    example: '`["1@em0", "2@em1"]`',
  },
  resources: {
    values: 'a list of names',
    default: 'from the machine',
    meaning: 'HAST resources, as hast.conf names them',
    example: '`["disk0"]`',
  },
  filesystems: {
    values: 'a list of tables',
    default: 'from the machine',
    meaning: 'what is mounted from them, a table each',
    example: '`[{ resource = "disk0", mountpoint = "/data" }]`',
  },
  pools: {
    values: 'a list of names or tables',
    default: 'none',
    meaning: 'ZFS pools on them: a name, or a table',
    example: '`["tank"]`',
  },
  links: {
    values: 'a list of tables',
    default: 'none',
    meaning: 'state that belongs to the data, a table each',
    example: '`[{ path = "/var/db/x", target = "/data/x" }]`',
  },
  services: {
    values: 'a list of names or tables',
    default: 'none',
    meaning: 'rc scripts: a name, or a table',
    example: '`["mysql-server"]`',
  },
};

export const filesystemsKeys: KeyPages = {
  resource: {
    values: 'a name',
    default: 'required',
    meaning: 'the HAST resource',
  },
  mountpoint: {
    values: 'a path',
    default: 'required',
    meaning:
      'an absolute path, without a slash at its end. Symbolic links among its directories are followed, as mount(8) does (`/home/mail` may be `/usr/home/mail`); it must not be one itself',
  },
  device: {
    values: 'a path',
    default: "`/dev/hast/` and the provider's name",
    meaning:
      "where it is not the resource's own device, e.g. a partition: `/dev/hast/disk0p1`. It must lie below /dev/hast",
  },
  type: {
    values: 'a word',
    default: '`"ufs"`',
    meaning: 'mount(8) `-t`. Only `ufs` is checked before it is mounted',
  },
  options: {
    values: 'a list of words',
    default: '`[]`',
    meaning: 'mount(8) `-o`',
  },
};

export const poolsKeys: KeyPages = {
  name: {
    values: 'a name',
    default: 'required',
    meaning: 'the pool',
  },
  resources: {
    values: 'a list of names',
    default: "the group's resources that no file system names",
    meaning: 'the resources it lies on; all of their devices have to answer before the import',
  },
};

export const linksKeys: KeyPages = {
  path: {
    values: 'a path',
    default: 'required',
    meaning: 'on this node',
  },
  target: {
    values: 'a path',
    default: 'required',
    meaning: "on the group's storage",
  },
};

export const servicesKeys: KeyPages = {
  name: {
    values: 'a name',
    default: 'required',
    meaning: 'the rc script, as service(8) names it: `mysql-server`, not `mysql`',
  },
  requires: {
    values: 'a list',
    default: 'all storage, and the one before',
    meaning: 'mountpoints, pools (`tank`), datasets of them (`tank/db`) and services of the group',
  },
  optional: {
    values: '`true` or `false`',
    default: '`false`',
    meaning: '`true`: its failure is noted in the history, and ends nothing',
  },
  startTimeout: {
    values: 'a duration',
    default: '`limits.start`',
    meaning: 'until its status says that it runs',
  },
  stopTimeout: {
    values: 'a duration',
    default: '`limits.stop`',
    meaning: 'until its status says that it does not',
  },
};
