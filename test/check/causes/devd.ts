import { rulePath } from '../../support/checked.ts';

import { addRule, edit, type Cause } from './cause.ts';

export const devdCauses: readonly Cause[] = [
  {
    code: 'devd-not-running',
    story: 'devd has died',
    happens: async ({ pair }) => {
      const machine = pair.node('hast1').machine();
      const command = { tool: '/usr/sbin/service', args: ['devd', 'onestop'], limitMs: 9000 };
      await pair.clock.until(machine.exec(command));
      machine.exit();
    },
  },
  {
    code: 'devd-conf-invalid',
    story: 'a snippet of devd misses a semicolon',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/devd/mine.conf', () => 'notify 10 { action "x" };\n');
    },
  },
  {
    code: 'rule-missing',
    story: 'the rule was never installed',
    happens: ({ pair }) => {
      pair.node('hast1').files.drop(rulePath);
    },
  },
  {
    code: 'rule-shadowed',
    story: 'the rule of an old script has a higher number',
    happens: (checked) => {
      addRule(checked, 200);
    },
  },
  {
    code: 'rule-without-init',
    story: 'the rule was copied from carp(4)',
    happens: (checked) => {
      edit(checked, 'hast1', rulePath, (text) => text.replace('|INIT', ''));
    },
  },
  {
    code: 'rule-quotes',
    story: 'somebody put the variables into quotes',
    happens: (checked) => {
      edit(checked, 'hast1', rulePath, (text) =>
        text.replace('$type $subsystem', "'$type' '$subsystem'"),
      );
    },
  },
  {
    code: 'rule-blocks',
    story: 'the rule lacks --detach',
    happens: (checked) => {
      edit(checked, 'hast1', rulePath, (text) => text.replace(' --detach', ''));
    },
  },
  {
    code: 'launcher-missing',
    story: 'the link to carphast was removed',
    happens: ({ pair }) => {
      pair.node('hast1').files.drop('/usr/local/sbin/carphast');
    },
  },
];
