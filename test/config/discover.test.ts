import { expect, test } from 'vitest';
import { lookAround } from '../../src/config/discover.ts';
import { createOutside } from '../fuzz/outside.ts';
import { memoryFiles } from '../support/memory-files.ts';

test('the longest timeout of hast.conf counts, however many resources it names', async () => {
  const many = Array.from(
    { length: 150_000 },
    (_, at) => `resource r${at} { timeout ${1 + (at % 70)} }`,
  );
  const files = memoryFiles({ '/etc/hast.conf': many.join('\n') });
  const wanted = { vhids: false, resources: false, fstab: false };
  const looked = await lookAround(createOutside({ files }).open.session.machine, wanted);
  expect(looked).toMatchObject({ kind: 'seen', surroundings: { hastTimeout: 70 } });
});
