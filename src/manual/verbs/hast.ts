import { runExits, type Chapter } from '../verb-page.ts';

export const hast: Chapter = {
  heading: 'HAST by hand',
  verbs: {
    role: {
      text: [
        'Away from primary only when nothing is mounted or imported from the resource. To primary only when the other node has let go. A role that disagrees with CARP is put right by the next run: to keep a group at standby, `carphast maintenance on`; to keep any other role, `carphast freeze`.',
      ],
      exits: { ...runExits, 75: 'another run is at work, or an event called it off: try again' },
      examples: [
        ['carphast role secondary data', 'one resource'],
        ['carphast role primary --within 30s', 'all, and no longer wait for the other node'],
        ['carphast role init all', 'as hastctl, for all resources'],
      ],
    },
    recover: {
      text: [
        'All of it is copied anew. For a split brain, or metadata that is damaged. Never on a primary. Shows the counters of both sides, and wants the name of the resource typed. The group is then in maintenance here, until you end it: this node has no whole copy before `carphast dirty` on the primary says nothing more.',
      ],
      exits: {
        ...runExits,
        1: 'a step failed, or no primary connected',
        2: 'refused, or not confirmed',
      },
      examples: [
        ['carphast recover data', 'on the node whose copy is to go'],
        ['carphast recover data --yes-discard data', 'from a script, without the question'],
      ],
    },
  },
};
