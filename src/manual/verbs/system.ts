import { runExits, type Chapter } from '../verb-page.ts';

export const system: Chapter = {
  heading: 'What the system calls',
  verbs: {
    boot: {
      text: [
        'Ends a release, takes back what was yielded, and looks at every group. Other than `carphast resume` it leaves the breaker as it is. The rc script runs it with `--detach`.',
      ],
      exits: runExits,
      examples: [['carphast --detach boot', 'as rc.d/carphast does']],
    },
    'hast-event': {
      text: [
        'Recorded, and in the log; nothing is changed. A split brain is known by it only. It needs this line in hast.conf: `exec /usr/local/libexec/carphast/bin/carphast-hast-event`.',
      ],
      exits: { 0: 'recorded', 1: 'it could not be written down' },
      examples: [['carphast hast-event split-brain data', 'as hastd says it']],
    },
  },
};
