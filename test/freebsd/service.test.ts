import { describe, expect, it } from 'vitest';
import { parseServiceStatus, readService } from '../../src/freebsd/service.ts';
import { commandsLike, type Recorded } from '../support/recordings.ts';
import { serviceAnswers } from '../support/samples.ts';
import { answering, exited, fact, problemOf, replaying } from './answers.ts';

describe('service NAME onestatus', () => {
  it('is read from every recording', async () => {
    expect(serviceAnswers.length).toBeGreaterThanOrEqual(15);
    for (const entry of serviceAnswers) {
      const { state, pids } = fact(await readService(replaying(entry), 'x', 1000));
      expect(state).toBe(stateIn(entry));
      expect(pids.join(' ')).toBe(/as pid ([\d ]+)\./.exec(entry.stdout)?.[1] ?? '');
    }
    expect(new Set(serviceAnswers.map(stateIn))).toEqual(new Set(['running', 'stopped', 'absent']));
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

  it.each([
    'a is running as pid 12.\nb is running as pid 1',
    'a is running as pid',
    'a is running as pid 1é.\n',
  ])('of a daemon that runs is not taken for stopped where the line is damaged: %j', (stdout) => {
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
});

function stateIn({ stdout }: Recorded): string {
  if (stdout.includes('is running as pid')) return 'running';
  return stdout.includes('is not running') ? 'stopped' : 'absent';
}
