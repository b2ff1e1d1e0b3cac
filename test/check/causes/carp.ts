import { stateDirectory } from '../../../src/system/directories.ts';
import { healthyToml } from '../../support/checked.ts';

import { edit, model, type Cause } from './cause.ts';

export const carpCauses: readonly Cause[] = [
  {
    code: 'vhid-missing',
    story: 'carphast.toml names a vhid that the machine does not have',
    toml: `vhids = ["1@em0", "7@em0"]\n${healthyToml}`,
    happens: () => undefined,
  },
  {
    code: 'vhid-init',
    story: 'the cable of the standby is out',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').cableOut('client');
    },
  },
  {
    code: 'vhids-apart',
    story: 'one vhid of the group is MASTER here, and one there',
    options: { vhids: [{ vhid: 1 }, { vhid: 2 }] },
    happens: (checked) => {
      const [, second] = model(checked, 'hast1').carp.vhids;
      if (second !== undefined) second.state = 'BACKUP';
    },
  },
  {
    code: 'preempt-off',
    story: 'preempt is off on both nodes',
    options: { preempt: false },
    happens: () => undefined,
  },
  {
    code: 'carp-off',
    story: 'somebody has switched CARP off',
    on: 'hast2',
    happens: (checked) => {
      model(checked, 'hast2').carp.allow = false;
    },
  },
  {
    code: 'demotion-stuck',
    story: 'a demotion by send errors was never taken back',
    on: 'hast2',
    happens: (checked) => {
      model(checked, 'hast2').carp.demotion = 240;
    },
  },
  {
    code: 'yielded',
    story: 'the standby has given its address away after a failure',
    on: 'hast2',
    happens: (checked) => {
      model(checked, 'hast2').carp.demotion = 5_000_000;
      const record = { code: 'check-failed', text: 'x', since: 1, skews: {} };
      edit(checked, 'hast2', `${stateDirectory}/yield.json`, () =>
        JSON.stringify({ v: 1, groups: { main: record } }),
      );
    },
  },
  {
    code: 'share-left-behind',
    story: 'a run was killed after it had added its share',
    on: 'hast2',
    happens: (checked) => {
      model(checked, 'hast2').carp.demotion = 5_000_000;
    },
  },
  {
    code: 'vhid-vrrp',
    story: 'the address is announced by VRRP, as FreeBSD 15 can',
    happens: (checked) => {
      const [vhid] = model(checked, 'hast1').carp.vhids;
      if (vhid !== undefined) vhid.vrrp = true;
    },
  },
  {
    code: 'skew-too-high',
    story: 'the standby was given an advskew of 250',
    options: { vhids: [{ vhid: 1, advskew: [0, 250] }] },
    on: 'hast2',
    happens: () => undefined,
  },
];
