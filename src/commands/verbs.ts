/** The verbs beside events, for "did you mean" and so that no event is taken for one. */
export const verbs = [
  'reconcile',
  'release',
  'resume',
  'maintenance',
  'switchover',
  'boot',
  'status',
  'check',
  'plan',
  'history',
  'report',
  'explain',
  'rehearse',
  'setup',
  'hast-event',
  'help',
] as const satisfies readonly string[];
