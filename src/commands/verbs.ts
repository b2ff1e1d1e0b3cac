/** The verbs beside events, for "did you mean" and so that no event is taken for one. */
export const verbs = [
  'reconcile',
  'release',
  'resume',
  'maintenance',
  'boot',
  'status',
  'check',
  'dirty',
  'role',
  'plan',
  'history',
  'explain',
  'rehearse',
  'setup',
  'hast-event',
  'help',
] as const satisfies readonly string[];
