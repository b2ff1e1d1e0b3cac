import { configPath } from '../../../src/config/load.ts';
import { runDirectory, stateDirectory } from '../../../src/system/directories.ts';
import { healthyToml } from '../../support/checked.ts';

import { edit, type Cause } from './cause.ts';

/** `at`: milliseconds of virtual time. */
function failedTakeover(id: string, at: number) {
  return {
    v: 1,
    kind: 'transition',
    id,
    group: 'main',
    goal: 'active',
    because: 'x',
    trigger: 'x',
    startedAt: Date.UTC(2026, 10, 20, 20) + at,
    durationMs: 1,
    outcome: 'failed',
    code: 'check-failed',
    degraded: [],
    yielded: true,
    steps: [],
  };
}

function drilled(checked: Parameters<Cause['happens']>[0], line: object): void {
  const whole = {
    v: 1,
    kind: 'drill',
    id: 'x',
    group: 'main',
    at: Date.UTC(2026, 10, 20, 20),
    ...line,
  };
  edit(checked, 'hast1', `${stateDirectory}/history.jsonl`, () => `${JSON.stringify(whole)}\n`);
}

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
      const failed = { ...failedTakeover('x', 0), goal: 'standby', code: 'still-mounted' };
      edit(
        checked,
        'hast1',
        `${stateDirectory}/history.jsonl`,
        () => `${JSON.stringify(failed)}\n`,
      );
    },
  },
  {
    code: 'drill-failed',
    story: 'the last drill failed',
    happens: (checked) => {
      drilled(checked, { outcome: 'failed', text: 'there failed' });
    },
  },
  {
    code: 'drill-failed',
    story: 'the last drill was killed',
    happens: (checked) => {
      drilled(checked, { outcome: 'begun', at: Date.UTC(2026, 10, 20, 12) });
    },
  },
  {
    code: 'drill-old',
    story: 'the last drill was in spring',
    happens: (checked) => {
      drilled(checked, { outcome: 'passed', at: Date.UTC(2026, 3, 1) });
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
  {
    code: 'hast-conf-invalid',
    story: 'the host was renamed, and hast.conf was not',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').toolFails('hastctl', {
        status: 78,
        stderr:
          '[ERROR] No resource data configuration for this node (acceptable node names: new.example.org, new, 5e0c, hostid0).',
      });
    },
  },
  {
    code: 'mountpoint-missing',
    story: 'the mountpoint was never made on the standby',
    on: 'hast2',
    options: { mountpoints: [] },
    happens: () => undefined,
  },
  {
    code: 'breaker-open',
    story: 'three takeovers have failed in the last half hour',
    on: 'hast2',
    happens: (checked) => {
      const lines = [1, 2, 3].map((number) =>
        JSON.stringify(failedTakeover(String(number), checked.pair.world.scheduler.now())),
      );
      edit(checked, 'hast2', `${stateDirectory}/history.jsonl`, () => `${lines.join('\n')}\n`);
    },
  },
  {
    code: 'maintenance',
    story: 'somebody forgot to end it',
    on: 'hast2',
    happens: (checked) => {
      const groups = { main: { since: 1, reason: 'new disk' } };
      edit(checked, 'hast2', `${stateDirectory}/maintenance.json`, () =>
        JSON.stringify({ v: 1, groups }),
      );
    },
  },
];
