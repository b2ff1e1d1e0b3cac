import { describe, expect, it } from 'vitest';
import { fly, type Order } from '../../src/engine/flight.ts';
import { readHistory } from '../../src/history/journal.ts';
import { demotionShare } from '../../src/plan/share.ts';
import type { Hint, HintReply, Joined, Machine } from '../../src/system/ports.ts';
import { smallNode, type Small, type SmallNode } from '../support/small-node.ts';
import { statusOf } from '../support/tool-answers.ts';

const event: Hint = { kind: 'event', text: 'MASTER 1@em0', vhids: ['1@em0'], claim: 'MASTER' };

/** A place that answers as told; as leader, hints come in at the moments that the story names. */
interface Place {
  readonly joins: (Joined['kind'] | 'stale')[];
  /** Sent when the run is about to leave. */
  readonly late?: Hint[];
  /** Sent when the run has begun, before it looks. */
  readonly early?: Hint[];
}

interface Flown {
  readonly node: SmallNode;
  readonly joined: Hint[];
  readonly replies: HintReply[];
  readonly result: Awaited<ReturnType<typeof fly>>;
}

async function flown(place: Place, order: Partial<Order> = {}, small: Small = {}): Promise<Flown> {
  const node = await smallNode(small);
  const joined: Hint[] = [];
  const replies: HintReply[] = [];
  const join = (hint: Hint): Promise<Joined> => {
    joined.push(hint);
    const kind = place.joins.shift() ?? 'leader';
    if (kind === 'follower') return Promise.resolve({ kind, reply: 'noted' });
    if (kind === 'silent') return Promise.resolve({ kind });
    if (kind === 'unavailable') return Promise.resolve({ kind, message: 'EROFS' });
    let tell: (one: Hint) => HintReply = () => 'noted';
    return Promise.resolve({
      kind: 'leader',
      leadership: {
        inherited: kind === 'stale' ? 'stale' : 'clean',
        onHint: (handler) => {
          tell = handler;
          for (const one of place.early?.splice(0) ?? []) replies.push(tell(one));
        },
        leave: () => {
          for (const one of place.late?.splice(0) ?? []) replies.push(tell(one));
          return Promise.resolve();
        },
      },
    });
  };
  const machine: Machine = { ...node.machine, flight: { ...node.machine.flight, join } };
  const result = await fly(machine, node.config, { hint: event, ...order });
  return { node, joined, replies, result };
}

describe('one run per machine', () => {
  it('leaves its hint with the run at work', async () => {
    const { result, node, joined } = await flown({ joins: ['follower'] });
    expect(result).toEqual({ kind: 'handed-over', reply: 'noted' });
    expect([joined, node.lines()]).toEqual([[event], []]);
  });

  it('leaves a hint that was left before with nobody: it only waits for the place', async () => {
    const { joined } = await flown({ joins: ['follower'] }, { waits: true });
    expect(joined).toEqual([{ ...event, kind: 'watch' }]);
  });

  it('does nothing where the run at work does not answer', async () => {
    const { result, node } = await flown({ joins: ['silent'] });
    expect([result, node.lines()]).toEqual([{ kind: 'silent' }, []]);
  });

  it('does the work where the place is free, and says what started it', async () => {
    const { result, node } = await flown({ joins: ['leader'] });
    expect(result).toMatchObject({ kind: 'rested' });
    expect(node.history()).toMatchObject([{ outcome: 'done', trigger: 'MASTER 1@em0' }]);
    expect(node.told()).not.toContain('warn the place of a run that was killed is taken over');
  });

  it('says so when it takes the place of a run that was killed', async () => {
    const { node } = await flown({ joins: ['stale'] });
    expect(node.told()[0]).toBe('warn the place of a run that was killed is taken over');
  });

  it('prepares its order once, as leader, before it looks at any group', async () => {
    const prepared: number[] = [];
    const prepare: Order['prepare'] = ({ machine }) => {
      prepared.push(readHistory(machine.files).lines.length);
      return Promise.resolve();
    };
    await flown({ joins: ['leader'] }, { prepare });
    expect(prepared).toEqual([0]);
    await flown({ joins: ['follower'] }, { prepare });
    expect(prepared).toEqual([0]);
  });
});

describe('hints that come in', () => {
  it('while it works are taken up by it', async () => {
    const { replies, node } = await flown({
      joins: ['leader'],
      early: [{ ...event, text: 'again' }],
    });
    expect(replies).toEqual(['noted']);
    expect(node.told()[0]).toBe('info told by a later call: again');
    expect(node.history()).toHaveLength(1);
  });

  it('of somebody who only watches change nothing', async () => {
    const { replies, node } = await flown({
      joins: ['leader'],
      early: [{ ...event, kind: 'watch' }],
    });
    expect(replies).toEqual(['duplicate']);
    expect(node.told().some((line) => line.includes('later call'))).toBe(false);
  });

  it('when it was about to leave are its own to honour: it joins again, and looks at all', async () => {
    const late = [
      { ...event, text: 'one' },
      { ...event, text: 'two' },
    ];
    const { joined, replies, node } = await flown({ joins: ['leader', 'leader'], late });
    expect(replies).toEqual(['noted', 'noted']);
    expect(joined).toEqual([event, { kind: 'look', text: 'one, two', vhids: [] }]);
    expect(node.told().at(-1)).toBe('info active already: nothing to do');
  });

  it('do not have an address offered twice that nobody takes: the offer is what they tell of', async () => {
    const { joined, node } = await flown(
      { joins: ['leader', 'leader'], late: [{ ...event, text: 'MASTER again' }] },
      { hold: 'released', handOver: 'released' },
      // It is MASTER again whatever is done, for there is no peer.
      { preempt: 1, script: (line) => (line.includes(' vhid ') ? {} : undefined) },
    );
    expect(joined).toHaveLength(2);
    expect(node.lines().filter((line) => line.endsWith('state backup'))).toHaveLength(1);
  });

  it('do not have its order prepared twice: an address is not taken by force again', async () => {
    const prepared: string[] = [];
    await flown(
      { joins: ['leader', 'leader'], late: [event] },
      { prepare: ({ trigger }) => Promise.resolve(void prepared.push(trigger)) },
    );
    expect(prepared).toEqual([event.text]);
  });

  it('and left with another run, when that has the place by then', async () => {
    const { result } = await flown({ joins: ['leader', 'follower'], late: [event] });
    expect(result.kind).toBe('handed-over');
  });
});

describe('without a guard against a second run', () => {
  it('nothing is taken over, and the log says why', async () => {
    const { result, node } = await flown({ joins: ['unavailable', 'unavailable'] });
    expect(result).toMatchObject({ kind: 'rested' });
    expect(node.logged[0]).toMatchObject({
      level: 'error',
      message: 'single flight cannot be guarded: EROFS',
      fields: { code: 'run-unguarded' },
    });
    expect(node.history()).toMatchObject([
      { outcome: 'refused', code: 'run-unguarded', text: 'EROFS' },
    ]);
    expect(node.up.size).toBe(0);
  });

  it('everything may be let go of', async () => {
    const small = { states: ['BACKUP'], up: ['one'] };
    const { node } = await flown({ joins: ['unavailable', 'unavailable'] }, {}, small);
    expect(node.history()).toMatchObject([{ goal: 'standby', outcome: 'done' }]);
  });

  it('the guard is back after the wait for another such run: its hint goes to the run at work', async () => {
    const { result, node } = await flown(
      { joins: ['unavailable', 'follower'] },
      {},
      { up: ['one'] },
    );
    expect([result, node.lines()]).toEqual([{ kind: 'handed-over', reply: 'noted' }, []]);
  });

  it('an order that has to be prepared is not done at all', async () => {
    const prepare = () => Promise.resolve();
    const { result, node } = await flown({ joins: ['unavailable', 'unavailable'] }, { prepare });
    expect([result, node.lines()]).toEqual([{ kind: 'unguarded' }, []]);
  });
});

describe('a release', () => {
  const release = { hold: 'released', handOver: 'released' } as const;
  const share = `sysctl net.inet.carp.demotion=${demotionShare}`;

  it('lets go of all first, and gives the addresses then', async () => {
    const { node } = await flown({ joins: ['leader'] }, release, { up: ['one'] });
    const acts = node.lines().filter((line) => line.endsWith('onestop') || line === share);
    expect(acts).toEqual(['service one onestop', share]);
  });

  it('gives no address as long as something is held', async () => {
    const script = (line: string) =>
      line === 'service one onestatus' ? statusOf('one', 1) : undefined;
    const { node } = await flown({ joins: ['leader'] }, release, { up: ['one'], script });
    expect(node.lines()).not.toContain(share);
  });

  it('gives no address as long as one of two groups holds something', async () => {
    const toml = `[group.one]
vhids = ["1@em0"]
resources = []
services = ["one"]
[group.two]
vhids = ["2@em1"]
resources = []
services = ["two"]
`;
    const script = (line: string) =>
      line === 'service one onestatus' ? statusOf('one', 1) : undefined;
    const small = { toml, states: ['MASTER', 'MASTER'], up: ['one', 'two'], script };
    const hint: Hint = { kind: 'look', text: 'release', vhids: [] };
    const { node } = await flown({ joins: ['leader'] }, { ...release, hint }, small);
    expect(node.up.has('two')).toBe(false);
    expect(node.lines()).not.toContain(share);
  });

  it('is no other order: a look alone gives nothing', async () => {
    const { node } = await flown({ joins: ['leader'] }, { hold: 'released' }, { up: ['one'] });
    expect(node.history()).toMatchObject([{ goal: 'standby', outcome: 'done' }]);
    expect(node.lines()).not.toContain(share);
  });
});

it('what may not be taken over in this run is refused with the reason of the order', async () => {
  const noPromotion = { code: 'config-invalid', text: 'a typo' } as const;
  const { node } = await flown({ joins: ['leader'] }, { noPromotion });
  expect(node.history()).toMatchObject([{ outcome: 'refused', code: 'config-invalid' }]);
});
