import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { watchStatus } from '../../../src/commands/status-watch.ts';
import type { Session } from '../../../src/commands/session.ts';
import { play } from '../../../src/rehearsal/play.ts';
import type { NodeName } from '../../../src/sim/index.ts';
import type { Ran } from '../../../src/system/ports.ts';
import type { Screen } from '../../../src/system/screen.ts';
import { healthyPair, type CheckedPair } from '../../support/checked.ts';
import { sessionOn } from '../../support/session.ts';

interface Fake extends Screen {
  readonly drawn: string[][];
  readonly end: (status: number) => void;
  readonly redraw: () => void;
  closed: boolean;
}

function fakeScreen(live: boolean): Fake {
  const drawn: string[][] = [];
  const redraws: (() => void)[] = [];
  let end: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const fake: Fake = {
    live,
    drawn,
    ended,
    closed: false,
    end: (status) => end(status),
    redraw: () => redraws.forEach((one) => one()),
    size: () => ({ columns: 100, rows: 40 }),
    draw: (lines) => drawn.push([...lines]),
    onRedraw: (handler) => redraws.push(handler),
    close: () => {
      fake.closed = true;
    },
  };
  return fake;
}

function watching({ pair }: CheckedPair, node: NodeName, live = true) {
  const screen = fakeScreen(live);
  const { session } = sessionOn(pair.node(node).machine());
  const ended = watchStatus(session, { local: false }, () => Promise.resolve(screen));
  return { screen, ended, last: () => (screen.drawn.at(-1) ?? []).join('\n') };
}

describe('a watch', () => {
  test('shows what changes, and ends with the status of whoever ends it', async () => {
    const checked = healthyPair();
    const { screen, ended, last } = watching(checked, 'hast1');
    await checked.pair.clock.pass(5000);
    expect(last()).toMatch(
      /active, because[^]*\n\nlooked at .*Z, at the peer .*Z, every 2.0 s; q ends$/,
    );
    checked.pair.node('hast1').serviceKill('mysql-server');
    await checked.pair.clock.pass(4000);
    expect(last()).toContain('mysql-server  stopped');
    screen.end(130);
    expect(await checked.pair.clock.until(ended, 10_000)).toBe(130);
    expect(screen.closed).toBe(true);
  });

  test('looks one at a time, and says of a picture that grows old what it waits for', async () => {
    const checked = healthyPair();
    const { screen, last } = watching(checked, 'hast1');
    await checked.pair.clock.pass(5000);
    checked.pair.node('hast1').toolHang('mount');
    const before = checked.pair.trace.length;
    await checked.pair.clock.pass(5000);
    expect(last()).toMatch(/this picture is \d s old: waiting for mount -p for \d s; q ends$/);
    await checked.pair.clock.pass(6000);
    expect(last()).toContain('not seen  mounts: mount -p: no answer within 5000 ms');
    const hung = checked.pair.trace.slice(before).flatMap((entry) => {
      const asked = entry.kind === 'command' && entry.node === 'hast1';
      return asked && entry.argv.join(' ') === '/sbin/mount -p' ? [entry.start] : [];
    });
    expect(hung.length).toBeGreaterThan(1);
    hung.slice(1).forEach((start, at) => {
      expect(start - (hung[at] ?? 0)).toBeGreaterThan(5000);
    });
    screen.end(0);
  });

  test('does not put an old answer of the peer beside a new picture of this node', async () => {
    const checked = healthyPair();
    const { pair } = checked;
    const { screen } = watching(checked, 'hast2');
    await pair.clock.pass(5000);
    pair.node('hast1').powerCut();
    await pair.clock.pass(30_000);
    const all = screen.drawn.map((lines) => lines.join('\n'));
    expect(all.some((text) => text.includes('1@em0 is MASTER'))).toBe(true);
    expect(all.filter((text) => text.includes('both nodes'))).toEqual([]);
    screen.end(0);
  });

  test('asks the peer every ten seconds, not at every look', async () => {
    const checked = healthyPair();
    const { screen } = watching(checked, 'hast1');
    await checked.pair.clock.pass(60_000);
    const asked = checked.pair.trace.filter(
      (entry) => entry.kind === 'command' && entry.argv[0] === '/usr/bin/ssh',
    );
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(8);
    screen.end(0);
  });

  test('goes on with the last good configuration, and says what is wrong with the new one', async () => {
    const checked = healthyPair();
    const { screen, last } = watching(checked, 'hast1');
    await checked.pair.clock.pass(5000);
    checked.pair.node('hast1').files.put('/usr/local/etc/carphast.toml', 'x = [', 0o644, 0);
    await checked.pair.clock.pass(5000);
    expect(last()).toMatch(/main: active[^]*not followed: \/usr\/local\/etc\/carphast.toml:1/);
    screen.end(0);
  });

  test('is drawn anew when somebody asks for it', async () => {
    const checked = healthyPair();
    const { screen } = watching(checked, 'hast1');
    await checked.pair.clock.pass(5000);
    const before = screen.drawn.length;
    screen.redraw();
    expect(screen.drawn.length).toBe(before + 1);
    screen.end(0);
  });
});

describe('in a pipe', () => {
  test('prints the whole picture when something has changed, and nothing else', async () => {
    const checked = healthyPair();
    const { screen } = watching(checked, 'hast1', false);
    await checked.pair.clock.pass(60_000);
    expect(screen.drawn.length).toBe(1);
    await checked.pair.clock.until(
      play(checked.pair.node('hast1'), ['maintenance', 'on', '--force']).ended,
      300_000,
    );
    await checked.pair.clock.pass(30_000);
    expect(screen.drawn.length).toBeGreaterThan(1);
    expect(screen.drawn.at(-1)?.join('\n')).toContain('held, because it is in maintenance');
    screen.end(0);
  });
});

describe('for an hour and longer', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  function heap(): number {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  }

  /** Every tool answers at once what it answered first, and time passes as fast as it can. */
  function tireless(session: Session, onLook: () => void): Session {
    const { machine } = session;
    const answers = new Map<string, Promise<Ran>>();
    let elapsed = 0;
    return {
      ...session,
      machine: {
        ...machine,
        exec: (command) => {
          const key = [command.tool, ...command.args].join(' ');
          if (key === '/sbin/mount -p') onLook();
          const answer = answers.get(key) ?? machine.exec(command);
          answers.set(key, answer);
          return answer;
        },
        clock: {
          now: () => 1_000_000_000 + elapsed,
          elapsed: () => elapsed,
          sleep: (ms) => {
            elapsed += ms / 3;
            return new Promise((resolve) => setImmediate(resolve));
          },
        },
      },
    };
  }

  test('it does not grow', async () => {
    const { pair } = healthyPair();
    const { session } = sessionOn(pair.node('hast1').machine());
    const screen = fakeScreen(true);
    const forgetful: Screen = { ...screen, draw: () => undefined };
    let looks = 0;
    let settled = 0;
    let end: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      end = resolve;
    });
    const looking = tireless(session, () => {
      looks += 1;
      if (looks === 500) settled = heap();
      if (looks === 2300) end();
    });
    const ended = watchStatus(looking, { local: false }, () => Promise.resolve(forgetful));
    await pair.clock.pass(10_000);
    await enough;
    const grown = heap() - settled;
    screen.end(0);
    await ended;
    expect(grown).toBeLessThan(1_500_000);
  }, 120_000);
});
