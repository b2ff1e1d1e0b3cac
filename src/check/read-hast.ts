import type { Config } from '../config/model.ts';
import { parseHastConf } from '../freebsd/hastconf.ts';
import { readHastDump } from '../freebsd/hastctl.ts';
import { readModule } from '../freebsd/kldstat.ts';
import { known, unknown, type Reading } from '../freebsd/reading.ts';
import type { HastMetadata } from '../freebsd/types.ts';
import { readHastEvents } from '../history/hast-events.ts';
import type { Machine } from '../system/ports.ts';
import type { HastFacts } from './facts.ts';
import { askMs } from './ask.ts';

/** hastd, its configuration and metadata, and what it reported. */
export async function readHastFacts(machine: Machine, config: Config): Promise<HastFacts> {
  const { files } = machine;
  const [metadata, gate] = await Promise.all([readMetadata(machine, config), readGate(machine)]);
  const conf = files.readText('/etc/hast.conf');
  const messages = files.readText('/var/log/messages');
  return {
    conf: conf.kind === 'text' ? parseHastConf(conf.text) : unknown('unreadable', '/etc/hast.conf'),
    metadata,
    events: readHastEvents(files),
    gate,
    headerTimeouts: messages.kind === 'text' && headerTimeout.test(messages.text),
  };
}

/** sbin/hastd/hast_proto.c, on a hastd that waits for bytes that do not come. */
const headerTimeout = /hastd.*Unable to receive (?:reply )?header.*Operation timed out/;

/** One by one: a component that cannot be read fails a question about all. */
async function readMetadata(
  { exec }: Machine,
  config: Config,
): Promise<Reading<readonly HastMetadata[]>> {
  const names = config.groups.flatMap(({ resources }) => resources);
  const dumps = await Promise.all(names.map((name) => readHastDump(exec, askMs, name)));
  return known(dumps.flatMap((dump) => (dump.known ? dump.value : [])));
}

/** hastd loads it by itself where it can. */
async function readGate({ exec, files }: Machine): Promise<Reading<boolean>> {
  const places = ['/boot/kernel/geom_gate.ko', '/boot/modules/geom_gate.ko'];
  if (places.some((path) => files.exists(path))) return known(true);
  return readModule(exec, 'g_gate', askMs);
}
