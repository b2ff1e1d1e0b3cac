import { saysYes } from '../../freebsd/rc-conf.ts';
import type { Facts } from '../facts.ts';
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
  if (!rc.settings.known) return [...script, unseen(rc.settings.problem)];
  const { value } = rc.settings;
  const seconds = Number(value.get('rcshutdown_timeout') ?? '90');
  return [
    ...script,
    ...when(!saysYes(value.get('hastd_enable')), 'hastd-not-enabled', said('hastd_enable', value)),
    ...when(!saysYes(value.get('devd_enable')), 'devd-not-enabled', said('devd_enable', value)),
    ...when(
      rc.script && !rc.local && !saysYes(value.get('carphast_enable')),
      'carphast-not-enabled',
      said('carphast_enable', value),
    ),
    ...when(seconds < releaseSeconds, 'shutdown-too-short', `rcshutdown_timeout is ${seconds} s`),
  ];
}

function said(name: string, values: ReadonlyMap<string, string | undefined>): string {
  const value = values.get(name);
  return value === undefined ? `${name} is not set` : `${name} is ${value}`;
}
