import type { Target } from './target.ts';
import { hastTargets } from './targets/hast.ts';
import { storageTargets } from './targets/storage.ts';
import { toolTargets } from './targets/tools.ts';

/** All that carphast reads and did not write just now. */
export const targets: readonly Target[] = [...toolTargets, ...hastTargets, ...storageTargets];
