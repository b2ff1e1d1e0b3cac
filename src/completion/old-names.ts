/** What hand-written scripts were called; bin/carphast goes by the name it is linked to. */
export const oldNames = {
  hastdirty: 'dirty',
  hastrole: 'role',
  hastrecover: 'recover',
} as const;
