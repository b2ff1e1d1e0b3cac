import { configPath } from '../../../src/config/load.ts';
import { runDirectory, stateDirectory } from '../../../src/history/paths.ts';
import { healthyToml } from '../../support/checked.ts';

import { edit, type Cause } from './cause.ts';

export const nodeCauses: readonly Cause[] = [
  {
    code: 'mountpoint-occupied',
    story: 'the same, as a takeover would meet it',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').files.put('/mnt/data/mysql/ibdata1', 'x');
    },
  },
  {
    code: 'service-unknown',
    story: 'the standby lacks a package',
    on: 'hast2',
    toml: healthyToml.replace('"mysql-server"', '"mysql-server", "dovecot"'),
    happens: () => undefined,
  },
  {
    code: 'not-at-rest',
    story: 'mysql has died on the node that serves',
    happens: ({ pair }) => {
      pair.node('hast1').serviceKill('mysql-server');
    },
  },
  {
    code: 'under-way',
    story: 'the record of a transition is open',
    happens: (checked) => {
      const begin = { kind: 'begin', id: 'x', goal: 'active', because: 'x', trigger: 'x' };
      edit(
        checked,
        'hast1',
        `${stateDirectory}/open-main.jsonl`,
        () => `${JSON.stringify({ ...begin, startedAt: 1 })}\n`,
      );
    },
  },
  {
    code: 'last-failed',
    story: 'the last takeover ended at a failed step',
    happens: (checked) => {
      const failed = {
        v: 1,
        kind: 'transition',
        id: 'x',
        group: 'main',
        goal: 'standby',
        because: 'x',
        trigger: 'x',
        startedAt: 1,
        durationMs: 1,
        outcome: 'failed',
        code: 'still-mounted',
        degraded: [],
        yielded: false,
        steps: [],
      };
      edit(
        checked,
        'hast1',
        `${stateDirectory}/history.jsonl`,
        () => `${JSON.stringify(failed)}\n`,
      );
    },
  },
  {
    code: 'released',
    story: 'a release was never taken back',
    on: 'hast2',
    happens: (checked) => {
      edit(checked, 'hast2', `${runDirectory}/released`, () => 'by an operator\n');
    },
  },
  {
    code: 'hastd-not-running',
    story: 'hastd has died',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').hastdKill();
    },
  },
  {
    code: 'hastd-no-answer',
    story: 'hastd waits for a worker that hangs',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').hastdHang();
    },
  },
  {
    code: 'hast-not-installed',
    story: 'pkgbase without the package of HAST',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').toolMissing('hastctl');
    },
  },
  {
    code: 'config-invalid',
    story: 'everybody may write carphast.toml',
    happens: ({ pair }) => {
      pair.node('hast1').files.put(configPath, healthyToml, 0o666, 0);
    },
  },
  {
    code: 'unseen',
    story: 'service does not answer for devd',
    happens: ({ pair }) => {
      pair.node('hast1').toolHang('service', { matching: /^devd/ });
    },
  },
  {
    code: 'not-root',
    story: 'an operator without root asks',
    privileged: false,
    happens: () => undefined,
  },
  {
    code: 'peer-not-configured',
    story: 'carphast.toml names no peer',
    toml: healthyToml.replace(/\[peer\][^]*/, ''),
    happens: () => undefined,
  },
  {
    code: 'peer-silent',
    story: 'the other node is down',
    happens: ({ pair }) => {
      pair.node('hast2').powerCut();
    },
  },
  {
    code: 'peer-unreadable',
    story: 'the other node has an older carphast',
    happens: ({ pair }) => {
      pair.node('hast2').onRemote(() => Promise.resolve({ status: 64, stdout: 'unknown verb\n' }));
    },
  },
];
