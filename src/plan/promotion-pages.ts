import type { CodePage } from './code-page.ts';

/** Why `carphast promote` and `drill` do nothing, and what becomes of the address that it takes. */
export const promotionPages = {
  'promotion-not-forced': {
    kind: 'refusal',
    title: 'A promotion by hand wants a reason',
    cause:
      'carphast promote was called without --force. It is for the night when the other node is dead, or cannot let go in order.',
    risk: 'None: nothing was changed. What is served moves in order by carphast switchover, on the node that serves.',
    next: 'where the other node answers and serves: carphast switchover there; else here: carphast promote --force REASON',
  },
  'peer-serves': {
    kind: 'refusal',
    title: 'The other node serves the group, or has some of it',
    cause:
      'The other node was asked, and is primary for a resource of the group, or is at work on it.',
    risk: 'None: nothing was changed. Two nodes that serve are a split brain: one side’s writes would have to be thrown away.',
    next: 'on the other node: carphast switchover GROUP; where that is refused or fails, carphast release there, then carphast promote --force REASON here',
  },
  'peer-holds-address': {
    kind: 'refusal',
    title: 'The other node lives, and nobody knows what it does',
    cause:
      'Its CARP adverts are heard, but it is not connected as a primary, and does not answer by ssh: it hangs, or only replication is cut and it serves.',
    risk: 'None: nothing was changed. Taking over beside a node that may still write is a split brain.',
    next: 'power the other node off, or log in there and type carphast release; this node then gets the address, and takes over',
  },
  'address-not-available': {
    kind: 'refusal',
    title: 'This node cannot have the address now',
    cause:
      'A vhid of the group is INIT (no link, or its interface is down), or ifconfig does not show it.',
    risk: 'None: nothing was changed. Services without their address would serve nobody.',
    next: 'ifconfig -a; put the cable back, or ifconfig IFACE up; then carphast promote --force REASON',
  },
  'peer-outbids': {
    kind: 'refusal',
    title: 'The address does not stay here',
    cause:
      'The other node has preempt on and a smaller advskew, or this node is demoted: CARP gives the address to the faster one.',
    risk: 'What is served was not touched. Without the address this node serves nobody.',
    next: 'on the other node: carphast release; then here: carphast promote --force REASON. A drill: without --and-back, or from the other node while that one serves',
  },
  'node-not-ready': {
    kind: 'refusal',
    title: 'This node could not take the group back',
    cause: 'carphast drill was called where carphast check finds something critical on this node.',
    risk: 'None: nothing was changed. After the way there, only one node could serve.',
    next: 'carphast check; mend what it names',
  },
  'address-taken': {
    kind: 'hold',
    title: 'The address was being taken by hand',
    cause:
      'carphast promote or drill has lowered an advskew for a moment to get the address, and was killed.',
    risk: 'None: the next run of carphast puts the advskew back.',
    next: 'carphast reconcile',
  },
  'address-not-kept': {
    kind: 'failure',
    title: 'The address was lost again before the group served',
    cause: 'CARP gave the address to the other node while this one was taking over.',
    risk: 'Both nodes go by CARP again: the one that is MASTER serves, or says why it does not.',
    next: 'carphast status on both nodes; where the other one must not have it: carphast release there',
  },
} as const satisfies Readonly<Record<string, CodePage>>;
