import { forRelease } from '../freebsd/devd-conf.ts';
import { readDevdConf } from '../freebsd/devd-files.ts';
import { readReleaseDate } from '../freebsd/sysctl-values.ts';
import { readService } from '../freebsd/service.ts';
import type { Machine } from '../system/ports.ts';
import { callsCarphast, programOf } from '../freebsd/devd-actions.ts';
import type { DevdFacts } from './facts.ts';
import { askMs } from './ask.ts';

/** devd, its rules, and whether what they start is there. */
export async function readDevdFacts({ exec, files }: Machine): Promise<DevdFacts> {
  const conf = forRelease(readDevdConf(files).conf, await readReleaseDate(exec, askMs));
  const actions = conf.kind === 'parsed' ? conf.rules.flatMap((rule) => rule.actions) : [];
  const programs = actions.filter(callsCarphast).map(programOf);
  return {
    service: await readService(exec, 'devd', askMs),
    conf,
    launchers: new Set(programs.filter((program) => files.exists(program))),
  };
}
