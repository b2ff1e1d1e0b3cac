import type { Filesystem } from '../config/model.ts';

export interface Served {
  readonly vhids: readonly string[];
  readonly resources: readonly string[];
  readonly filesystems: readonly Filesystem[];
  /** Without resources: those that no file system names. */
  readonly pools: readonly { readonly name: string; readonly resources?: readonly string[] }[];
  readonly services: readonly string[];
}

/** The carphast.toml that says what the machine says now: one group, every word of it spelled out. */
export function tomlOf({ vhids, resources, filesystems, pools, services }: Served): string {
  return [
    '# What this pair serves, as `carphast setup` has found it. The same on both nodes, all but [peer].',
    '# `carphast plan` shows what it means. All keys: docs/configuration.md.',
    '',
    '# This node is active where all of these are MASTER (ifconfig).',
    `vhids = ${list(vhids)}`,
    '',
    '# Of hast.conf: primary where the node is active, secondary where it is not.',
    `resources = ${list(resources)}`,
    '',
    '# Checked and mounted when the node becomes active; fstab needs no line for them.',
    ...table('filesystems', filesystems.map(filesystem)),
    '',
    '# Imported from /dev/hast, and into no cache file.',
    ...table(
      'pools',
      pools.map((pool) => inline(pool.name, pool.resources)),
    ),
    '',
    '# rc scripts: started in this order once the storage is there, stopped in the reverse one.',
    `services = ${list(services)}`,
    '',
    '# How to ask the other node: for check, switchover, maintenance, and to know whether this copy is whole.',
    '# The only part that differs between the nodes.',
    '# [peer]',
    '# ssh = "root@HOST"',
    '',
  ].join('\n');
}

function filesystem({ resource, device, mountpoint, type, options }: Filesystem): string {
  const keys = [
    `resource = ${text(resource)}`,
    ...(device === undefined ? [] : [`device = ${text(device)}`]),
    `mountpoint = ${text(mountpoint)}`,
    ...(type === 'ufs' ? [] : [`type = ${text(type)}`]),
    ...(options.length === 0 ? [] : [`options = ${list(options)}`]),
  ];
  return `{ ${keys.join(', ')} }`;
}

function inline(name: string, resources: readonly string[] | undefined): string {
  const more = resources === undefined ? '' : `, resources = ${list(resources)}`;
  return `{ name = ${text(name)}${more} }`;
}

function table(key: string, rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return [`${key} = []`];
  return [`${key} = [`, ...rows.map((row) => `  ${row},`), ']'];
}

function list(words: readonly string[]): string {
  return `[${words.map(text).join(', ')}]`;
}

/** A basic string of TOML is one of JSON, but for a DEL, which no name has. */
function text(value: string): string {
  return JSON.stringify(value);
}
