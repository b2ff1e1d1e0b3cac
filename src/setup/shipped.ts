import { shippedPath, shippedText } from '../system/shipped.ts';

/** What the package brings, and where it lies. */
export interface Shipped {
  readonly rule: string;
  readonly script: string;
  readonly hold: string;
  readonly periodic: string;
  readonly rotation: string;
  /** bin/carphast */
  readonly launcher: string;
  /** bin/carphast-hast-event, for hast.conf's `exec`. */
  readonly hook: string;
}

/** Where each text lies in the package. */
export const sources = {
  rule: 'devd/carphast.conf',
  script: 'rc.d/carphast',
  hold: 'rc.d/carphast_hold',
  periodic: 'periodic/415.status-carphast',
  rotation: 'newsyslog.conf.d/carphast.conf',
} as const;

/** Undefined where a file of the package is missing: its name. */
export function readShipped(): Shipped | { readonly missing: string } {
  const rule = shippedText(sources.rule);
  const script = shippedText(sources.script);
  const hold = shippedText(sources.hold);
  const periodic = shippedText(sources.periodic);
  const rotation = shippedText(sources.rotation);
  const launcher = shippedPath('bin/carphast');
  const hook = shippedPath('bin/carphast-hast-event');
  if (rule === undefined) return { missing: sources.rule };
  if (script === undefined) return { missing: sources.script };
  if (hold === undefined) return { missing: sources.hold };
  if (periodic === undefined) return { missing: sources.periodic };
  if (rotation === undefined) return { missing: sources.rotation };
  if (launcher === undefined || hook === undefined) return { missing: 'bin' };
  return { rule, script, hold, periodic, rotation, launcher, hook };
}
