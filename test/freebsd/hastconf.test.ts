import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { parseHastConf } from '../../src/freebsd/hastconf.ts';
import { blocksOf, commandsLike } from '../support/recordings.ts';
import { fact, lineLike, literal, problemOf, staysHonest } from './mutated.ts';

const text = `# both nodes
timeout 5
listen tcp4://0.0.0.0:8457
on hast1 { pidfile /var/run/hastd.pid }
resource data {
	replication memsync # timeout 99
	on hast1 { local /dev/vtbd1
		remote tcp4://10.0.0.2 source none }
	on hast2 {
		local /dev/vtbd1
		remote [fe80::1]:8457
	}
}
resource zdata { timeout 30 checksum none exec /root/ev.sh
	on hast1 { remote none local /dev/vtbd2 } }
`;
/** The recordings show the first three lines of the file. */
const recordings = blocksOf(
  commandsLike(/head -3 \/etc\/hast\.conf/),
  /^# lab hast\.conf/,
  /^(?:timeout|exec) /,
);

describe('/etc/hast.conf', () => {
  it('is read as far as names and timeouts', () => {
    expect(fact(parseHastConf(text))).toEqual({
      timeout: 5,
      resources: [
        { name: 'data', timeout: 5 },
        { name: 'zdata', timeout: 30 },
      ],
    });
  });

  it('begins as recorded, with the timeout that was set', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(4);
    for (const head of recordings) {
      const timeout = Number(/timeout (\d+)/.exec(head)?.[1]);
      expect(fact(parseHastConf(head))).toEqual({ timeout, resources: [] });
    }
  });

  it('has a timeout of 20 seconds unless it says otherwise, wherever it says so', () => {
    const resource = 'resource data { on a { local /dev/x remote y } }\n';
    expect(fact(parseHastConf(resource)).resources).toEqual([{ name: 'data', timeout: 20 }]);
    expect(fact(parseHastConf(`${resource}timeout 7`)).resources).toEqual([
      { name: 'data', timeout: 7 },
    ]);
    expect(fact(parseHastConf(''))).toEqual({ timeout: 20, resources: [] });
  });

  it('is read although characters outside the grammar are in it, as hastd does', () => {
    const dos = text.replaceAll('\n', '\r\n').replace('/root/ev.sh', '"/root/ev.sh"');
    expect(fact(parseHastConf(dos))).toEqual(fact(parseHastConf(text)));
  });

  it.each([
    ['a brace that is missing', 'resource data {\n on a { local /dev/x }\n', 2],
    ['a brace too many', 'resource data {\n}\n}\n', 3],
    ['a value that is missing', 'resource data {\n timeout }\n', 2],
    ['a timeout of 0', 'timeout 0\n', 1],
    ['a timeout that is no number', '\ntimeout ten\n', 2],
    ['an unknown keyword', '\n\nnode hast1\n', 3],
    ['a name of digits', 'resource 12 { }', 1],
    ['a name that is a keyword', 'resource local { }', 1],
    ['a resource twice', 'resource a { }\nresource a { }', 2],
    ['a block within a node', 'on a { resource b { } }', 1],
  ])('with %s is unreadable, and the line is named', (_story, damaged, line) => {
    const reading = parseHastConf(damaged);
    expect(problemOf(reading)).toBe('unreadable');
    expect(reading).toMatchObject({
      problem: { text: expect.stringMatching(new RegExp(`^hast.conf: line ${line}: `)) as string },
    });
  });

  it('stays honest whatever happens to the text', () => {
    staysHonest([text, ...recordings], parseHastConf, ({ timeout, resources }, damaged) => {
      assert.ok(timeout === 20 || new RegExp(`timeout[^}]*?0*${timeout}`).test(damaged));
      for (const { name } of resources) assert.ok(lineLike(damaged, new RegExp(literal(name))));
    });
  });
});
