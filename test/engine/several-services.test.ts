import { describe, expect, it } from 'vitest';
import { outcomes, settled } from '../support/small-node.ts';
import { statusOf } from '../support/tool-answers.ts';

describe('side by side', () => {
  const toml = `resources = []
services = [
  { name = "one", requires = [], startTimeout = "3s", stopTimeout = "2s" },
  { name = "two", requires = [] },
  { name = "three", requires = ["two"] },
]
`;

  it('a promotion begins nothing more once something has failed', async () => {
    const { node } = await settled({
      toml,
      script: (line, { up }) => {
        if (line === 'service two onestart') {
          up.add('two');
          return { takes: 5000 };
        }
        return line === 'service one onestatus' ? statusOf('one') : undefined;
      },
    });
    expect(outcomes(node)).toEqual(['active failed service-did-not-start yielded']);
    expect(node.lines()).not.toContain('service three onestart');
  });

  it('a demotion goes on with what does not hang on the failure', async () => {
    const { node } = await settled({
      toml,
      states: ['BACKUP'],
      up: ['one', 'two', 'three'],
      script: (line, { up }) => {
        if (line === 'service three onestop') {
          up.delete('three');
          return { takes: 40_000 };
        }
        return line === 'service one onestatus' ? statusOf('one', 1) : undefined;
      },
    });
    expect(outcomes(node)).toEqual(['standby failed service-did-not-stop']);
    expect(node.up.has('two')).toBe(false);
    expect(node.history()[0]?.steps.map(({ id }) => id)).toEqual([
      'stop:one',
      'stop:three',
      'stop:two',
    ]);
  });

  it('a look that is not answered between two steps changes nothing', async () => {
    const { node } = await settled({
      toml,
      script: (line, { machine, up }) => {
        if (line === 'service two onestart') {
          up.add('two');
          return { takes: 5000 };
        }
        const now = machine.clock.elapsed();
        return line === 'ifconfig -a' && now > 1000 && now < 6000
          ? { kind: 'timed-out' }
          : undefined;
      },
    });
    expect(outcomes(node)).toEqual(['active done']);
  });
});

it('a service that is optional, and down at the first look, is tried', async () => {
  const toml =
    'resources = []\nservices = ["one", { name = "two", requires = ["one"], optional = true }]\n';
  const { node } = await settled({ toml, up: ['one'] });
  expect(node.lines()).toContain('service two onestart');
  expect(outcomes(node)).toEqual(['active done']);
});

describe('a service whose script is gone', () => {
  const toml = 'resources = []\nservices = ["one", "two"]\n';
  const absent = 'two does not exist in /etc/rc.d or the local startup\n';
  const script = (line: string) =>
    line === 'service two onestatus' ? { status: 1, stdout: absent } : undefined;

  it('is refused, and what runs besides goes on, with the address', async () => {
    const { node } = await settled({ toml, up: ['one'], script });
    expect(outcomes(node)).toEqual(['active refused service-unknown']);
    expect([...node.up]).toEqual(['one']);
    expect(node.told()).toContain('info a guard refused to touch anything: what serves goes on');
  });

  it('is second to what forbids any promotion in this run', async () => {
    const noPromotion = { code: 'config-invalid', text: 'a typo' } as const;
    const { rest } = await settled({ toml, up: ['one'], script, run: { noPromotion } });
    expect(rest).toMatchObject({ kind: 'refused', code: 'config-invalid' });
  });
});
