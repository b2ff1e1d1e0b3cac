import { parseFstab } from '../freebsd/fstab.ts';
import { defaultHastTimeout, longestTimeout, parseHastConf } from '../freebsd/hastconf.ts';
import { readHastDump, readHastList } from '../freebsd/hastctl.ts';
import { known, type Reading } from '../freebsd/reading.ts';
import type { FstabEntry } from '../freebsd/types.ts';
import type { Machine } from '../system/ports.ts';
import { readVhids } from '../freebsd/ifconfig.ts';
import { seen, type Looked, type Surroundings, type Wanted } from './surroundings.ts';

const queryMs = 10_000;
/** hastd may hang. Its metadata say the same and need no hastd: it is not waited for long. */
const hastdMs = 3000;
const metadataMs = 5000;

/** What hast.conf, fstab and ifconfig already say; only what the file leaves out is asked for. */
export async function lookAround(machine: Machine, wanted: Wanted): Promise<Looked> {
  const [vhids, resources] = await Promise.all([
    wanted.vhids ? readVhids(machine.exec, queryMs) : known([]),
    wanted.resources ? discoverResources(machine) : known([]),
  ]);
  const fstab = wanted.fstab ? readFstab(machine) : known([]);
  if (!vhids.known) return { kind: 'unseen', what: 'carp', problem: vhids.problem };
  if (!resources.known) return { kind: 'unseen', what: 'hast', problem: resources.problem };
  if (!fstab.known) return { kind: 'wrong', problem: fstab.problem };
  return seen({
    vhids: vhids.value.map(({ name }) => name),
    resources: resources.value,
    fstab: fstab.value,
    ...ofHastConf(machine),
    linkTarget: (path) => machine.files.linkTarget(path),
  });
}

/** From hastd when it runs, else from the metadata on the components, else from hast.conf itself. */
async function discoverResources(machine: Machine): Promise<Reading<readonly string[]>> {
  const list = await readHastList(machine.exec, hastdMs);
  if (list.known) return known(list.value.resources.map(({ name }) => name));
  const dump = await readHastDump(machine.exec, metadataMs);
  if (dump.known && dump.value.length > 0) return known(dump.value.map(({ name }) => name));
  const conf = readHastConf(machine);
  if (!conf.known || (isSilent(list) && conf.value.resources.length === 0)) return list;
  return known(conf.value.resources.map(({ name }) => name));
}

/** Then a hast.conf that names nothing, or is not to be read, is no proof that there is nothing. */
function isSilent(list: Reading<unknown>): boolean {
  return !list.known && ['no-answer', 'ask-again', 'unreadable'].includes(list.problem.code);
}

function readFstab(machine: Machine): Reading<readonly FstabEntry[]> {
  const read = machine.files.readText('/etc/fstab');
  return read.kind === 'text' ? parseFstab(read.text) : known([]);
}

function readHastConf(machine: Machine): ReturnType<typeof parseHastConf> {
  const read = machine.files.readText('/etc/hast.conf');
  return parseHastConf(read.kind === 'text' ? read.text : '');
}

/** Only what follows from the file is read here; hastctl judges it. */
function ofHastConf(machine: Machine): Pick<Surroundings, 'hastTimeout' | 'providers'> {
  const conf = readHastConf(machine);
  if (!conf.known) return { hastTimeout: defaultHastTimeout, providers: new Map() };
  const providers = new Map(conf.value.resources.map((one) => [one.name, one.providers]));
  return { hastTimeout: longestTimeout(conf.value), providers };
}
