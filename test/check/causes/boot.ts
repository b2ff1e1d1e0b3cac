import { edit, rcConf, type Cause } from './cause.ts';

export const bootCauses: readonly Cause[] = [
  {
    code: 'hastd-not-enabled',
    story: 'somebody started hastd by hand',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/rc.conf', (text) =>
        text.replace('hastd_enable="YES"', 'hastd_enable="NO"'),
      );
    },
  },
  { code: 'devd-not-enabled', story: 'devd_enable=NO', happens: rcConf('devd_enable="NO"') },
  {
    code: 'script-missing',
    story: 'the rc script was never installed',
    happens: ({ pair }) => {
      pair.node('hast1').files.drop('/usr/local/etc/rc.d/carphast');
    },
  },
  {
    code: 'carphast-not-enabled',
    story: 'the rc script was installed, and not enabled',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/rc.conf', (text) => text.replace(/carphast_enable.*\n/, ''));
    },
  },
  {
    code: 'hold-off',
    story: 'carphast was installed before there was a hold at boot',
    happens: ({ pair }) => {
      pair.node('hast1').files.drop('/usr/local/etc/rc.d/carphast_hold');
    },
  },
  {
    code: 'shutdown-too-short',
    story: 'somebody wanted quick reboots',
    happens: rcConf('rcshutdown_timeout="30"'),
  },
  {
    code: 'jail-stops-all',
    story: 'jails beside HAST, and no list of them',
    happens: rcConf('jail_enable="YES"'),
  },
];
