import { lookAround } from '../config/discover.ts';
import { loadConfig, type Invalid, type Source } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import type { Unseen } from '../config/surroundings.ts';
import { forRelease } from '../freebsd/devd-conf.ts';
import { readReleaseDate } from '../freebsd/sysctl-values.ts';
import { readDevdConf, type DevdLook } from '../freebsd/devd-files.ts';
import { readRcSettings, readRcvar, type Rcvar } from '../freebsd/rc-conf.ts';
import type { Reading } from '../freebsd/reading.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import type { CarpSettings, Pool } from '../freebsd/types.ts';
import { unreadable } from '../freebsd/text.ts';
import { poolsInCache } from '../freebsd/zpool-cache.ts';
import { readPools } from '../freebsd/zpool.ts';
import { stateDirectory } from '../system/directories.ts';
import type { Files, FileText, Machine } from '../system/ports.ts';
import { readManifest, type ManifestRead } from './manifest.ts';
import { proposedConfig } from './proposed-config.ts';
import type { Shipped } from './shipped.ts';
import * as paths from './targets.ts';

/** All that a proposal is made from. */
export interface Survey {
  readonly shipped: Shipped;
  readonly config: Config;
  /** Of the carphast.toml that is to be written; undefined where there is one already. */
  readonly toml: string | undefined;
  readonly files: ReadonlyMap<string, Found>;
  /** Directories that are not there, of all that something goes into; parents first. */
  readonly missing: readonly string[];
  /** As devd would read them with our rule in place, and as they are now. */
  readonly devd: { readonly then: DevdLook; readonly now: DevdLook };
  /** Of the managed services, by the name of their script. */
  readonly rcvars: ReadonlyMap<string, Reading<Rcvar | undefined>>;
  readonly settings: Reading<ReadonlyMap<string, string | undefined>>;
  readonly pools: Reading<readonly Pool[]>;
  readonly caches: readonly Cache[];
  readonly carp: Reading<CarpSettings>;
  readonly manifest: ManifestRead;
}

export interface Found {
  readonly text: FileText;
  /** Where it points, when it is a symbolic link; the text is then that of its target. */
  readonly link: string | undefined;
}

export interface Cache {
  readonly path: string;
  readonly pools: Reading<readonly string[]>;
}

export type Surveyed = { readonly kind: 'surveyed'; readonly survey: Survey } | Invalid | Unseen;

const queryMs = 10_000;

/** Looks at everything that setup may change, or has to know. Changes nothing, needs no root. */
export async function survey(
  machine: Machine,
  source: Source,
  shipped: Shipped,
): Promise<Surveyed> {
  const { exec, files } = machine;
  const chosen = await configOf(machine, source);
  if (chosen.kind !== 'chosen') return chosen;
  const { config, toml } = chosen;
  const services = [...new Set(config.groups.flatMap((group) => group.services.map(nameOf)))];
  const [settings, rcvars, pools, carp, date] = await Promise.all([
    readRcSettings(exec, ['carphast_enable', 'hastd_enable'], queryMs),
    Promise.all(services.map((name) => readRcvar(exec, name, queryMs))),
    config.groups.some((group) => group.pools.length > 0)
      ? readPools(exec, queryMs)
      : { known: true as const, value: [] },
    readCarpSettings(exec, queryMs),
    readReleaseDate(exec, queryMs),
  ]);
  const rule = { path: paths.targets.rule, text: shipped.rule };
  return {
    kind: 'surveyed',
    survey: {
      shipped,
      config,
      toml,
      files: filesOf(files),
      missing: missingDirectories(files),
      devd: {
        then: lookOf(readDevdConf(files, rule), date),
        now: lookOf(readDevdConf(files), date),
      },
      rcvars: new Map(services.map((name, at) => [name, rcvars[at] ?? unreadable('')])),
      settings,
      pools,
      caches: paths.zpoolCachePaths.flatMap((path) => cacheAt(files, path)),
      carp,
      manifest: readManifest(files),
    },
  };
}

function lookOf({ conf, files }: DevdLook, osreldate: number | undefined): DevdLook {
  return { conf: forRelease(conf, osreldate), files };
}

type Chosen =
  | { readonly kind: 'chosen'; readonly config: Config; readonly toml: string | undefined }
  | Invalid
  | Unseen;

/** An existing carphast.toml is never rewritten, only checked. */
async function configOf(machine: Machine, source: Source): Promise<Chosen> {
  const absent = source.files.readText(source.path).kind === 'absent';
  if (absent && !source.required) return proposedConfig(machine);
  const loaded = await loadConfig(source, (wanted) => lookAround(machine, wanted));
  return loaded.kind === 'valid'
    ? { kind: 'chosen', config: loaded.config, toml: undefined }
    : loaded;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function filesOf(files: Files): Survey['files'] {
  const all = [
    ...Object.values(paths.targets),
    ...[paths.rcConfPath, paths.rcConfLocalPath, paths.fstabPath, paths.hastConfPath],
  ];
  return new Map(
    all.map((path) => [path, { text: files.readText(path), link: files.linkTarget(path) }]),
  );
}

function missingDirectories(files: Files): readonly string[] {
  const places = [...Object.values(paths.targets), paths.manifestPath].map(paths.directoryOf);
  const all = new Set(places.flatMap(ancestors));
  return [...all].filter((path) => !files.exists(path) || isOurs(files, path)).sort();
}

/** A setup that was killed may have made it, and no more. */
function isOurs(files: Files, path: string): boolean {
  return path === stateDirectory && files.list(path)?.length === 0;
}

/** `/a/b` of `/a/b/c`, then itself; without the root. */
function ancestors(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_part, at) => `/${parts.slice(0, at + 1).join('/')}`);
}

function cacheAt(files: Files, path: string): readonly Cache[] {
  const bytes = files.readBytes(path);
  return bytes === undefined ? [] : [{ path, pools: poolsInCache(bytes) }];
}
