import { readDevdConf } from '../freebsd/devd-files.ts';
import { readService } from '../freebsd/service.ts';
import type { Machine } from '../system/ports.ts';
import { callsCarphast, programOf } from './devd-actions.ts';
import type { DevdFacts } from './facts.ts';
import { askMs } from './ask.ts';

/** devd, its rules, and whether what they start is there. */
export async function readDevdFacts({ exec, files }: Machine): Promise<DevdFacts> {
  const { conf } = readDevdConf(files);
  const actions = conf.kind === 'parsed' ? conf.rules.flatMap((rule) => rule.actions) : [];
  const programs = actions.filter(callsCarphast).map(programOf);
  return {
    service: await readService(exec, 'devd', askMs),
    conf,
    launchers: new Set(programs.filter((program) => files.exists(program))),
  };
}
