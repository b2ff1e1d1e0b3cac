import type { Config } from '../config/model.ts';
import { profilesOf, readRcSettings } from '../freebsd/rc-conf.ts';
import { readService, readServiceEnabled } from '../freebsd/service.ts';
import type { Files, Machine } from '../system/ports.ts';
import { knownServices } from '../setup/known-services.ts';
import { targets } from '../setup/targets.ts';
import type { RcFacts } from './facts.ts';
import { askMs } from './ask.ts';

/** For those who prefer them to the rc script; docs/boot-and-shutdown.md. */
const localScripts = ['/etc/rc.local', '/etc/rc.shutdown.local'];
const settings = ['rcshutdown_timeout', 'zfs_enable', 'jail_enable', 'jail_list'];
/** Asked by their scripts: rc.conf.d has a word too. */
const own = ['hastd', 'devd', 'carphast', 'carphast_hold'];

/** What rc does at boot and at shutdown. */
export async function readRcFacts({ exec, files }: Machine, config: Config): Promise<RcFacts> {
  const services = [...new Set(config.groups.flatMap((group) => group.services.map(nameOf)))];
  const directories = knownServices.flatMap(({ variable }) => variable ?? []);
  const profiles = services.map(profilesOf);
  const read = files.readText(targets.script);
  const [values, nfsd, ...enabled] = await Promise.all([
    readRcSettings(exec, [...settings, ...directories, ...profiles], askMs),
    readService(exec, 'nfsd', askMs),
    ...[...own, ...services].map(
      async (name) => [name, await readServiceEnabled(exec, name, askMs)] as const,
    ),
  ]);
  return {
    settings: values,
    enabled: new Map(enabled),
    script: read.kind === 'text' && (read.mode & 0o111) !== 0,
    local: localScripts.every((path) => callsCarphastIn(files, path)),
    nfsd,
  };
}

function callsCarphastIn(files: Files, path: string): boolean {
  const read = files.readText(path);
  return read.kind === 'text' && /^[^#\n]*\bcarphast\b/m.test(read.text);
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
