import { describe, expect, test } from 'vitest';
import { typed } from '../support/typed.ts';

describe('a slip is answered with what was meant, and 64', () => {
  const slips: readonly (readonly [typed: string, meant: string])[] = [
    ['chekc', 'check'],
    ['recncile', 'reconcile'],
    ['MASTR 1@em0', 'MASTER'],
    ['help dirt', 'dirty'],
    ['help history shw', 'show'],
    ['status --jsn', '--json'],
    ['history --stesp', '--steps'],
    ['reconcile --verbos', '--verbose'],
    ['status --hlep', '--help'],
    ['history shwo', 'show'],
    ['role primry', 'primary'],
    ['role primary dat', 'data'],
    ['maintenance onn', 'on'],
    ['maintenance on mian', 'main'],
    ['switchover mian', 'main'],
    ['resume mian', 'main'],
    ['dirty dat', 'data'],
    ['recover dat', 'data'],
    ['explain hast-not-instaled', 'hast-not-installed'],
    ['explain rule-mising', 'rule-missing'],
    ['explain limits.setle', 'limits.settle'],
    ['explain bsuy', 'busy'],
    ['rehearse --scenario powercut', 'power-cut'],
    ['rehearse --fault power-cutt', 'power-cut'],
    ['completion bsh', 'bash'],
    ['hast-event conect data', 'connect'],
  ];

  test.each(slips)('%s: %s', async (line, meant) => {
    const { status, complained, printed } = await typed(...line.split(' '));
    expect([status, printed]).toEqual([64, '']);
    expect(complained).toContain(`Did you mean "${meant}"?`);
    expect(complained).toMatch(/^found |: found /);
  });
});

describe('a call that is wrong says what was found and what was expected', () => {
  const calls: readonly (readonly [typed: string, said: string])[] = [
    ['frobnicate', 'found "frobnicate", expected a verb or STATE VHID@IFACE'],
    ['role', 'found nothing after "carphast role", expected init, primary or secondary.'],
    ['recover', 'found nothing after "carphast recover", expected <resource>.'],
    ['check here', 'found "here", expected no more words after "carphast check".'],
    ['switchover a b', 'found "b", expected no more words after "carphast switchover".'],
    ['history here', 'found "here", expected show or stats after "carphast history".'],
    ['history --last x', 'found "x" for -n, --last <count>, expected a whole number above 0.'],
    ['history --last', 'found nothing after -n, --last, expected <count>.'],
    ['release --within 0', 'found "0" for --within <duration>, expected a duration above 0'],
    ['report', 'found no --html <file>, which "carphast report" needs.'],
    ['maintenance perhaps', 'found "perhaps", expected on, off or freeze.'],
    ['dirty -z', 'found "-z", expected an option of "carphast dirty". See carphast dirty --help.'],
    ['completion csh', 'found "csh", expected bash, zsh, fish or tcsh.'],
  ];

  test.each(calls)('%s', async (line, said) => {
    const { status, complained } = await typed(...line.split(' '));
    expect(status).toBe(64);
    expect(complained).toContain(said);
    expect(complained.split('\n')).toHaveLength(1);
  });

  test('no words at all: the help, on standard error', async () => {
    const { status, complained, printed } = await typed();
    expect([status, printed]).toEqual([64, '']);
    expect(complained).toContain('Usage: carphast');
  });
});

test('the version', async () => {
  const { status, printed } = await typed('--version');
  expect([status, /^carphast \d+\.\d+\.\d+\n$/.test(printed)]).toEqual([0, true]);
});
