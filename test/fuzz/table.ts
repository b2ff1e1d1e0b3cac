import type { Target } from './target.ts';
import { argvTargets } from './targets/argv.ts';
import { checkTargets } from './targets/check.ts';
import { fileTargets } from './targets/files.ts';
import { flightTargets } from './targets/flight.ts';
import { hastTargets } from './targets/hast.ts';
import { lookTargets } from './targets/look.ts';
import { recordTargets } from './targets/records.ts';
import { storageTargets } from './targets/storage.ts';
import { toolTargets } from './targets/tools.ts';

/** All that carphast reads and did not write just now. */
export const targets: readonly Target[] = [
  ...toolTargets,
  ...hastTargets,
  ...storageTargets,
  ...lookTargets,
  ...checkTargets,
  ...fileTargets,
  ...argvTargets,
  ...recordTargets,
  ...flightTargets,
];
