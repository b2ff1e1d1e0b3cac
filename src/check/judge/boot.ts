import { saysYes } from '../../freebsd/rc-conf.ts';
import type { Facts, RcFacts } from '../facts.ts';
import { unseen, when, type Finding } from '../finding.ts';

/** Less than that, and rc.d/carphast has less than 30 s for the release; seconds. */
const releaseSeconds = 60;

/** Whether all of it is there again after a boot, and goes in good order at a shutdown. */
export function judgeBoot({ rc }: Facts): readonly Finding[] {
  const script = when(
    !rc.script && !rc.local,
    'script-missing',
    '/usr/local/etc/rc.d/carphast is not there, or cannot be executed',
  );
  return [
    ...script,
    ...judgeEnabled(rc, 'hastd', 'hastd-not-enabled'),
    ...judgeEnabled(rc, 'devd', 'devd-not-enabled'),
    ...(rc.script && !rc.local ? judgeOwn(rc) : []),
    ...judgeShutdown(rc),
    ...judgeJails(rc),
  ];
}

/** What is not enabled as a whole holds nothing at boot either. */
function judgeOwn(rc: RcFacts): readonly Finding[] {
  const found = judgeEnabled(rc, 'carphast', 'carphast-not-enabled');
  return found.length > 0 ? found : judgeEnabled(rc, 'carphast_hold', 'hold-off');
}

function judgeEnabled(
  { enabled }: RcFacts,
  name: string,
  code: 'hastd-not-enabled' | 'devd-not-enabled' | 'carphast-not-enabled' | 'hold-off',
): readonly Finding[] {
  const reading = enabled.get(name);
  if (reading === undefined) return [];
  if (!reading.known) return [unseen(reading.problem)];
  return when(!reading.value, code, `service ${name} enabled: it is not`);
}

/** Without a value rc has no watchdog (libexec/rc/rc.shutdown). */
function judgeShutdown({ settings }: RcFacts): readonly Finding[] {
  if (!settings.known) return [unseen(settings.problem)];
  const said = settings.value.get('rcshutdown_timeout') ?? '';
  return when(
    said !== '' && Number(said) < releaseSeconds,
    'shutdown-too-short',
    `rcshutdown_timeout is ${said} s`,
  );
}

/** libexec/rc/rc.d/jail (`_ALL`); sbin/hastd/subr.c makes the jails. */
function judgeJails({ settings }: RcFacts): readonly Finding[] {
  if (!settings.known) return [];
  const all = (settings.value.get('jail_list') ?? '').trim() === '';
  return when(
    all && saysYes(settings.value.get('jail_enable')),
    'jail-stops-all',
    'jail_enable is YES, and jail_list is empty',
  );
}
