import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/model.ts';
import { seen } from '../../src/config/surroundings.ts';
import { parseDevdConf, type DevdFile } from '../../src/freebsd/devd-conf.ts';
import { firstRule, judgeRule } from '../../src/setup/rule.ts';
import { targets } from '../../src/setup/targets.ts';

const shipped = readFileSync(new URL('../../devd/carphast.conf', import.meta.url), 'utf8');
const devdConf = 'options { directory "/etc/devd"; directory "/usr/local/etc/devd"; };\n';

const config = await configFor(['1@em0', '2@em1']);

async function configFor(vhids: readonly string[]): Promise<Config> {
  const around = { vhids, resources: ['data'], fstab: [], providers: new Map(), hastTimeout: 20 };
  const loaded = await parseConfig('', 'x', 'file', () => Promise.resolve(seen(around)));
  if (loaded.kind !== 'valid') throw new Error('not valid');
  return loaded.config;
}

function judge(others: readonly string[], head = devdConf): ReturnType<typeof judgeRule> {
  return judgeRule({ conf: parseDevdConf(filesWith(others, head)), files: [] }, config);
}

function filesWith(others: readonly string[], head = devdConf): readonly DevdFile[] {
  return [
    { path: '/etc/devd.conf', text: head },
    ...others.map((text, at) => ({ path: `/etc/devd/${at}.conf`, text })),
    { path: targets.rule, text: shipped },
  ];
}

function rule(priority: number, matches: string, action = '/root/failover.sh $type'): string {
  return `\nnotify ${priority} {\n${matches}\n action "${action}"; };\n`;
}

const carp = 'match "system" "CARP";';

describe('the rule', () => {
  it('alone is what devd runs, and nothing is to be said', () => {
    expect(judge([])).toEqual({ obstacles: [], notices: [] });
    expect(firstRule({ conf: parseDevdConf(filesWith([])), files: [] }, config)?.file).toBe(
      targets.rule,
    );
  });

  it('beside rules for other events is alone too', () => {
    const others = [rule(200, 'match "system" "IFNET";'), rule(200, `${carp} match "type" "UP";`)];
    expect(judge(others)).toEqual({ obstacles: [], notices: [] });
  });

  it.each([100, 200])('is never run beside an older one of %i', (priority) => {
    const { obstacles, notices } = judge([rule(priority, carp)]);
    expect(notices).toEqual([]);
    expect(obstacles).toMatchObject([{ code: 'rule-shadowed' }]);
    expect(obstacles[0]?.text).toBe(
      `/etc/devd/0.conf:2 (notify ${priority}, action "/root/failover.sh $type") matches CARP's ` +
        'MASTER, BACKUP, INIT too; devd runs one rule only, and that may be this one',
    );
    expect(obstacles[0]?.next).toBe('remove it, or give it a number below 100');
  });

  it('silences an older one of a lower number, and says for which events', () => {
    const { obstacles, notices } = judge([rule(30, `${carp} match "type" "(MASTER|BACKUP)";`)]);
    expect(obstacles).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toMatch(/0\.conf:2 .* matches CARP's MASTER, BACKUP too, and is not/);
  });

  it('is shadowed by one for a single vhid, or for everything there is', () => {
    expect(judge([rule(101, `${carp} match "subsystem" "2@em1";`)]).obstacles).toHaveLength(1);
    expect(judge([rule(101, `${carp} match "subsystem" "3@em1";`)]).obstacles).toEqual([]);
    expect(judge([rule(101, 'match "system" ".*";', 'logger x')]).obstacles).toHaveLength(1);
  });

  it('may be shadowed where a pattern cannot be judged from here', () => {
    const { obstacles, notices } = judge([rule(500, `${carp} match "type" "M\\wSTER";`)]);
    expect(obstacles).toEqual([]);
    expect(notices[0]?.text).toContain('may match');
  });

  it('is not read where devd.conf does not name its directory', () => {
    const { obstacles } = judge([], 'options { directory "/etc/devd"; };');
    expect(obstacles).toMatchObject([{ code: 'devd-directory' }]);
  });

  it('is of no use where devd would not start', () => {
    const { obstacles } = judge(['\n\nnotify 100 { match system CARP']);
    expect(obstacles).toEqual([
      {
        code: 'devd-conf-invalid',
        text:
          'devd cannot read its configuration, and would not start: ' +
          '/etc/devd/0.conf:3: found "system", expected a string in double quotes',
        next: 'mend /etc/devd/0.conf',
      },
    ]);
  });
});
