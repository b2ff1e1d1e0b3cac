import type { GradedPages } from './page.ts';

export const nodePages = {
  'not-at-rest': {
    severity: 'critical',
    title: 'This node is not what it should be',
    cause:
      'CARP’s state, the roles, mounts and services do not agree: carphast would have something to do.',
    risk: 'It may not serve, or may keep the other node from it.',
    next: 'carphast plan shows it; carphast reconcile does it',
  },
  'under-way': {
    severity: 'warning',
    title: 'A transition is under way',
    cause: 'A run is at work now, or was killed and nobody has looked since.',
    risk: 'None, if it ends.',
    next: 'carphast status; carphast check again',
  },
  'last-failed': {
    severity: 'warning',
    title: 'The last transition of the group failed',
    cause: 'carphast history says at which step.',
    risk: 'The cause may still be there.',
    next: 'carphast history --steps',
  },
  'drill-failed': {
    severity: 'warning',
    title: 'The last drill failed, or never ended',
    cause: 'carphast drill moved the group on purpose, and something was not as it should be.',
    risk: 'A failover may fail in the same way.',
    next: 'carphast history; mend the cause, then carphast drill --and-back',
  },
  'drill-old': {
    severity: 'note',
    title: 'The last drill was long ago',
    cause: 'carphast drill has not moved the group for half a year.',
    risk: 'What has changed since was never tried.',
    next: 'carphast drill --and-back, in a quiet hour',
  },
  'not-root': {
    severity: 'unknown',
    title: 'Only root can see it all',
    cause: 'hastd answers nobody but root.',
    risk: 'Nothing is known of roles, devices and pools.',
    next: 'type it as root',
  },
  unseen: {
    severity: 'unknown',
    title: 'It could not be looked at',
    cause: 'A tool did not answer, or answered with something that carphast does not know.',
    risk: 'What was not seen may be broken.',
    next: 'type the command that is named',
  },
} as const satisfies GradedPages;
