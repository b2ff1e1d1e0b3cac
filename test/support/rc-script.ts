import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the scripts' `. /etc/rc.subr` is turned to. */
export const standIn = new URL('rc.subr.sh', import.meta.url).pathname;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The arguments of each call of carphast. */
  readonly calls: readonly string[];
}

interface Call {
  /** Where rc.conf, rc.conf.d and the calls are. */
  readonly top: string;
  readonly words: readonly string[];
  /** What carphast exits with. */
  readonly callStatus?: number;
}

/** /bin/sh with rc's environment. */
export function runScript({ top, words, callStatus = 0 }: Call): Ran {
  const { status, stdout, stderr } = spawnSync('/bin/sh', words, {
    cwd: '/',
    env: {
      PATH: '/sbin:/bin:/usr/sbin:/usr/bin',
      RC_CONF: join(top, 'rc.conf'),
      CALL_STATUS: String(callStatus),
    },
    encoding: 'utf8',
  });
  const calls = join(top, 'calls');
  const noted = existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
  return { status, stdout, stderr, calls: noted };
}
