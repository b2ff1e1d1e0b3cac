import { expect, test } from 'vitest';
import { unconfigured } from '../../src/commands/unconfigured.ts';

const problem = { code: 'no-answer', text: 'it did not answer' } as const;

test('what cannot be looked at has the code and status of a run, not those of a wrong file', () => {
  expect(unconfigured({ kind: 'invalid', problems: ['x'] })).toEqual({
    code: 'config-invalid',
    problems: ['x'],
    status: 78,
  });
  expect(unconfigured({ kind: 'unseen', what: 'carp', problem })).toEqual({
    code: 'carp-unreadable',
    problems: [problem.text],
    status: 2,
  });
  expect(unconfigured({ kind: 'unseen', what: 'hast', problem })).toEqual({
    code: 'hastd-no-answer',
    problems: [problem.text],
    status: 69,
  });
});
