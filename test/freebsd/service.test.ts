import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServiceStatus, readService, type ServiceAnswer } from '../../src/freebsd/service.ts';
import { commandsLike, type Recorded } from '../support/recordings.ts';
import { answering, exited, replaying } from './answers.ts';
import { fact, lineLike, mutated, problemOf } from './mutated.ts';

const recordings = commandsLike(/^(?:time )?service \S+ onestatus$/);

describe('service NAME onestatus', () => {
  it('is read from every recording', async () => {
    expect(recordings.length).toBeGreaterThanOrEqual(15);
    for (const entry of recordings) {
      const { state, pids } = fact(await readService(replaying(entry), 'x', 1000));
      expect(state).toBe(stateIn(entry));
      expect(pids.join(' ')).toBe(/as pid ([\d ]+)\./.exec(entry.stdout)?.[1] ?? '');
    }
    expect(new Set(recordings.map(stateIn))).toEqual(new Set(['running', 'stopped', 'absent']));
  });

  it('names every pid of nfsd', () => {
    const stdout = 'nfsd is running as pid 1507 1508.\n';
    expect(fact(parseServiceStatus({ status: 0, stdout, stderr: '' }))).toEqual({
      state: 'running',
      pids: [1507, 1508],
    });
  });

  it('is read line by line where many services were asked', () => {
    const lines = commandsLike(/onestatus/).flatMap(
      ({ stdout }) => stdout.match(/^\S+ is (?:not running|running as pid [\d ]+)\.$/gm) ?? [],
    );
    expect(lines.length).toBeGreaterThanOrEqual(35);
    for (const line of lines) {
      const runs = !line.includes('not');
      const answer = { status: runs ? 0 : 1, stdout: `${line}\n`, stderr: '' };
      expect(fact(parseServiceStatus(answer)).state).toBe(runs ? 'running' : 'stopped');
    }
  });

  it('may concern several daemons, of which some run', () => {
    const stdout = 'a is running as pid 12.\nb is not running.\n';
    for (const status of [0, 1]) {
      expect(fact(parseServiceStatus({ status, stdout, stderr: '' }))).toEqual({
        state: 'partial',
        pids: [12],
      });
    }
  });

  it('of a script with words of its own counts by its exit status', () => {
    const answer = { stdout: 'pg_ctl: server is up', stderr: '' };
    expect(fact(parseServiceStatus({ ...answer, status: 0 })).state).toBe('running');
    expect(fact(parseServiceStatus({ ...answer, status: 3 })).state).toBe('stopped');
  });

  it('is not answered when it is refused, as it is for a service that is not enabled', () => {
    const refused = commandsLike(/^(?:time )?service \S+ status$/).filter((e) => e.exit === 0);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    for (const { stdout, stderr } of refused) {
      expect(problemOf(parseServiceStatus({ status: 0, stdout, stderr }))).toBe('unreadable');
    }
  });

  it('is not known of a script that cannot tell', () => {
    const bogus = commandsLike(/^service \S+ bogus$/).filter((e) => e.stderr !== '');
    expect(bogus.length).toBeGreaterThanOrEqual(5);
    for (const { stderr } of bogus) {
      const answer = { status: 1, stdout: '', stderr: stderr.replaceAll('bogus', 'status') };
      expect(problemOf(parseServiceStatus(answer))).toBe('unreadable');
    }
  });

  it('with words against its exit status is not believed', () => {
    const stdout = 'x is running as pid 5.\n';
    expect(problemOf(parseServiceStatus({ status: 1, stdout, stderr: '' }))).toBe('unreadable');
  });

  it('that does not come is no answer', async () => {
    const ran = {
      kind: 'timed-out',
      limitMs: 5,
      stuck: false,
      stdout: '',
      stderr: '',
      durationMs: 5,
    } as const;
    expect(problemOf(await readService(answering(ran).exec, 'x', 5))).toBe('no-answer');
    expect(fact(await readService(answering(exited(0)).exec, 'x', 5)).pids).toEqual([]);
  });

  it('stays honest whatever happens to the text', () => {
    const answers = recordings.map(({ exit, stdout }) => ({ status: exit, stdout, stderr: '' }));
    fc.assert(
      fc.property(fc.constantFrom(...answers), fc.nat(1), (answer, flip) => {
        const status = flip === 0 ? answer.status : 1 - answer.status;
        fc.assert(
          fc.property(mutated([answer.stdout]), (stdout) => {
            supports({ status, stdout, stderr: '' });
          }),
          { numRuns: 10 },
        );
      }),
      { numRuns: 100 },
    );
  });
});

function stateIn({ stdout }: Recorded): string {
  if (stdout.includes('is running as pid')) return 'running';
  return stdout.includes('is not running') ? 'stopped' : 'absent';
}

function supports(answer: ServiceAnswer): void {
  const reading = parseServiceStatus(answer);
  if (!reading.known) return;
  const { state, pids } = reading.value;
  const saysRunning = lineLike(answer.stdout, /^\S+ is running as pid \d/);
  const saysNot = lineLike(answer.stdout, /^\S+ is not running\.$/);
  if (state === 'running') assert.ok(answer.status === 0 && !saysNot);
  if (state === 'stopped') assert.ok(saysNot || answer.status !== 0);
  if (state === 'partial') assert.ok(saysRunning && saysNot);
  if (state === 'absent') assert.ok(answer.stdout.includes('does not exist in /etc/rc.d '));
  for (const pid of pids) assert.match(answer.stdout, new RegExp(`\\b0*${pid}\\b`));
}
