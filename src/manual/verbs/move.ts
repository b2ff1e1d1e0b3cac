import { runExits, type Chapter } from '../verb-page.ts';

export const move: Chapter = {
  heading: 'Move, hold and let go',
  verbs: {
    reconcile: {
      text: [
        'What a CARP event starts, without an event. Where everything is as it should be nothing is changed, so it may be run at any time, also from cron.',
      ],
      exits: runExits,
      examples: [['carphast reconcile', 'after what was in the way is mended']],
    },
    switchover: {
      text: [
        'Looks first whether the other node has a complete copy and could serve, lets go in order, and waits until the other one serves. Nothing is held afterwards. Needs `[peer] ssh`.',
      ],
      exits: { ...runExits, 1: 'a step failed, or the other node did not take over' },
      examples: [
        ['carphast switchover', 'all groups'],
        ['carphast switchover db', 'only the group db'],
        ['carphast switchover --force "hast2 is mended, checked by hand"', 'in spite of a refusal'],
      ],
    },
    promote: {
      text: [
        'For the night in which the other node is dead, hangs, or refuses. Overrides who is to serve: a release, the breaker, a yield, and the choice of CARP. Never what has to be true before a node may serve: the other one has let go, and no guard refuses. A group in maintenance is left alone.',
        'Without --force nothing is done, and the verb that fits is named. The reason is in the log and the history.',
      ],
      exits: { ...runExits, 1: 'a step failed, or the address did not stay here' },
      examples: [
        ['carphast promote --force "hast1 is off, pulled the plug"', 'serve all groups here'],
        ['carphast promote db --force "hast1 does not answer"', 'only the group db'],
      ],
    },
    drill: {
      text: [
        'Looks at both nodes before, moves what is served here to the other one, looks there whether everything runs, and tells on one page what it took and how long nobody served. Asks nothing, and each of its waits has a limit: meant for cron, in a maintenance window. Needs `[peer] ssh`.',
        'Whatever fails, one node serves in the end, and it is said which.',
      ],
      exits: { ...runExits, 0: 'passed', 1: 'failed: something did not arrive, or not whole' },
      examples: [
        ['carphast drill --and-back', 'there, and home again'],
        ['carphast drill db --json', 'one way, one group, for programs'],
      ],
    },
    maintenance: {
      text: [
        'Survives boots. On: written down, then the groups are let go, and the other node takes over. CARP events are recorded and not followed. Off: this node stands by again, or takes over what is its own.',
        'With `[peer] ssh` it is refused when the other node is in maintenance too, or not seen. Freeze is the verb `carphast freeze`; off ends it, too.',
      ],
      exits: runExits,
      examples: [
        ['carphast maintenance on --reason "new disk"', 'before work on this node'],
        ['carphast maintenance off', 'after it'],
      ],
    },
    freeze: {
      text: [
        'For work by hand on what serves: no service is started or stopped, nothing is mounted or let go, whatever CARP says. Survives boots; a shutdown lets go all the same, for hastd pulls the devices then. What CARP did meanwhile is in the history. Ended by `carphast maintenance off`.',
      ],
      exits: runExits,
      examples: [
        ['carphast freeze db --reason "table repair"', 'leave the group db as it is'],
        ['carphast freeze', 'all groups'],
      ],
    },
    release: {
      text: [
        'Everything, then the address: nothing is taken over by an event before `carphast resume` or a boot. Services are stopped, file systems unmounted, pools exported, roles made secondary, and the other node takes the address. What `service carphast stop` and a shutdown run.',
      ],
      exits: { ...runExits, 1: 'something could not be let go; it is named' },
      examples: [
        ['carphast release', 'in order, each step with its own limit'],
        ['carphast release --force --within 60s', 'as a shutdown does'],
      ],
    },
    resume: {
      text: [
        'Type it when the cause of a failure is mended. The breaker counts from zero again, what was yielded is taken back, and each group becomes what CARP says. A group in maintenance or frozen is left out, or refused where it is named; a release ends only without a name.',
      ],
      exits: runExits,
      examples: [
        ['carphast resume', 'all groups'],
        ['carphast resume db', 'only the group db'],
      ],
    },
  },
};
