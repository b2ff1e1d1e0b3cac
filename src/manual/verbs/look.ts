import { lookExits, type Chapter } from '../verb-page.ts';

export const look: Chapter = {
  heading: 'Look, without changing anything',
  verbs: {
    status: {
      text: [
        'CARP and its demotion, and of each group the state, why, roles, how much the other node does not have yet, mounts, pools and services. What could not be seen is said.',
        'A group is active where all of its vhids are MASTER, else it stands by, or is held. The other node is asked by ssh (`[peer] ssh`), and waited for 4 s at most. Needs no root.',
      ],
      exits: { 0: 'it was said', ...lookExits },
      examples: [
        ['carphast status', 'what this node is'],
        ['carphast status --watch', 'live; q ends it'],
        ['carphast status --json', 'the same, for programs'],
      ],
    },
    check: {
      text: [
        'Looks at this node, and where `[peer] ssh` is set at the other one too, and names each reason why a failover would not work now, with what to type.',
      ],
      exits: {
        0: 'OK',
        1: 'WARNING: it would be late, partial, or not undone',
        2: 'CRITICAL: it would not work, or would do harm',
        3: 'UNKNOWN: something could not be looked at',
      },
      examples: [
        ['carphast check', 'both nodes'],
        ['carphast check --plugin --peer', 'for Nagios, Icinga, Zabbix and the like'],
      ],
    },
    plan: {
      text: [
        'The event is STATE VHID@IFACE, or a state alone for all groups; or one of the verbs switchover, maintenance and release. Shows each step with its command line, limit and reason, how long it took on this node before, and what is skipped and why; or the refusal that would end it. A run does what is printed.',
      ],
      exits: {
        0: 'a plan, or nothing to do',
        ...lookExits,
        2: 'a run would be refused',
        77: 'not root',
      },
      examples: [
        ['carphast plan', 'what reconcile would do'],
        ['carphast plan MASTER 1@em0', 'what a failover to this node would do'],
        ['carphast plan BACKUP', 'what losing all addresses would do'],
        ['carphast plan switchover', 'a move, with its guards asked for real'],
      ],
    },
    dirty: {
      text: [
        'Only a primary knows it. On a secondary that is said, and nothing is counted. With writes under way a little is always dirty.',
      ],
      exits: {
        0: 'none is dirty, or this node is not primary',
        '1-62': 'so many resources are dirty',
        63: 'that many or more',
        69: 'hastd is not there, or does not answer',
        77: 'not root',
        78: 'hast.conf is wrong',
      },
      examples: [
        ['carphast dirty -ah', 'all resources, in sizes such as 48M'],
        ['carphast dirty -q data', '0 unless this primary has more to copy'],
      ],
    },
    history: {
      text: [
        'The newest last: when, which group, to what goal, the outcome, how long it took, why.',
      ],
      exits: { 0: 'it was said', 1: 'the history could not be read' },
      examples: [
        ['carphast history', 'the last 20'],
        ['carphast history --steps -n 1', 'the last one, with where its time went'],
      ],
    },
    'history show': {
      text: ['How long each phase took, beside what it usually takes on this node.'],
      exits: { 0: 'it was said', 1: 'the history could not be read' },
      examples: [['carphast history show last', 'the last transition']],
    },
    'history stats': {
      text: [
        'Median, 95th percentile and worst of each phase, and its last 5 runs against all before them.',
      ],
      exits: { 0: 'it was said', 1: 'the history could not be read' },
      examples: [['carphast history stats', 'where the time of failovers goes']],
    },
    report: {
      text: [
        'Timelines, outages, and how long each phase takes, in one file that needs no network: open it in a browser, or send it. The clocks of the nodes should agree if both are shown.',
      ],
      exits: { 0: 'it was written', 1: 'a history could not be read, or the file not written' },
      examples: [
        ['scp hast2:/var/db/carphast/history.jsonl peer.jsonl', 'the history of the other node'],
        ['carphast report --html a.html --peer-history peer.jsonl', 'both on one page'],
      ],
    },
  },
};
