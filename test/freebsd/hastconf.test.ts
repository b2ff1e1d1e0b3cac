import { describe, expect, it } from 'vitest';
import { parseHastConf } from '../../src/freebsd/hastconf.ts';
import { hastConf as text, hastConfHeads } from '../support/samples.ts';
import { fact, problemOf } from './answers.ts';

describe('/etc/hast.conf', () => {
  it('is read with what each resource is on each node', () => {
    expect(fact(parseHastConf(text))).toEqual({
      timeout: 5,
      resources: [
        {
          name: 'data',
          timeout: 5,
          replication: 'memsync',
          hooked: false,
          providers: ['data'],
          nodes: [
            { node: 'hast1', local: '/dev/vtbd1', remote: 'tcp4://10.0.0.2' },
            { node: 'hast2', local: '/dev/vtbd1', remote: '[fe80::1]:8457' },
          ],
        },
        {
          name: 'zdata',
          timeout: 30,
          replication: 'memsync',
          hooked: true,
          providers: ['zdata'],
          nodes: [{ node: 'hast1', local: '/dev/vtbd2', remote: 'none' }],
        },
      ],
    });
  });

  it('begins as recorded, with the timeout that was set', () => {
    expect(hastConfHeads.length).toBeGreaterThanOrEqual(4);
    for (const head of hastConfHeads) {
      const timeout = Number(/timeout (\d+)/.exec(head)?.[1]);
      expect(fact(parseHastConf(head))).toEqual({ timeout, resources: [] });
    }
  });

  it('has a timeout of 20 seconds unless it says otherwise, wherever it says so', () => {
    const resource = 'resource data { on a { local /dev/x remote y } }\n';
    const timeouts = (conf: string): readonly number[] =>
      fact(parseHastConf(conf)).resources.map(({ timeout }) => timeout);
    expect(timeouts(resource)).toEqual([20]);
    expect(timeouts(`${resource}timeout 7`)).toEqual([7]);
    expect(fact(parseHastConf(''))).toEqual({ timeout: 20, resources: [] });
  });

  it('has the replication of the resource, else the global one, else memsync', () => {
    const modes = (conf: string): readonly string[] =>
      fact(parseHastConf(conf)).resources.map(({ replication }) => replication);
    expect(
      modes('resource a { replication async }\nresource b { }\nreplication fullsync\n'),
    ).toEqual(['async', 'fullsync']);
    expect(modes('resource a { }\n')).toEqual(['memsync']);
  });

  it('has the name of the node for a device, else that of the resource, else what it is called', () => {
    const conf =
      'resource a { name x on one { name y } on two { } }\nresource b { on one { } }\nresource c { name z }\n';
    const { resources } = fact(parseHastConf(conf));
    expect(resources.map(({ providers }) => providers)).toEqual([['y', 'x'], ['b'], ['z']]);
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
});
