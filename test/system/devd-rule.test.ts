import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync(new URL('../../devd/carphast.conf', import.meta.url), 'utf8');
const code = text.replace(/#.*$/gm, '');

/** As devd matches: an extended expression, anchored, in any case (devd.conf(5)). */
function matches(key: string, value: string): boolean {
  const pattern = new RegExp(`match\\s+"${key}"\\s+"([^"]*)";`).exec(code)?.[1];
  return pattern !== undefined && new RegExp(`^(?:${pattern})$`, 'i').test(value);
}

test.each(['1@em0', '255@lagg0.100', '3@vtnet0', '7@wan-uplink', '9@ix0:1', '2@a_b'])(
  'a transition of %s is heard',
  (subsystem) => {
    expect(matches('subsystem', subsystem)).toBe(true);
    for (const type of ['MASTER', 'BACKUP', 'INIT']) expect(matches('type', type)).toBe(true);
    expect(matches('system', 'CARP')).toBe(true);
  },
);

test('other events are not', () => {
  expect(matches('system', 'IFNET')).toBe(false);
  expect(matches('type', 'LINK_UP')).toBe(false);
});

test('the action is one that devd can run, and need not wait for', () => {
  const action = /action\s+"([^"]*)";/.exec(code)?.[1];
  expect(action).toBe('/usr/local/sbin/carphast $type $subsystem --detach');
});

test('nothing is left that would keep devd from starting', () => {
  const rest = code
    .replace(/match\s+"[^"\n]*"\s+"[^"\n]*";/g, '')
    .replace(/action\s+"[^"\n]*";/g, '')
    .replace(/\s+/g, ' ');
  expect(rest.trim()).toBe('notify 100 { };');
});
