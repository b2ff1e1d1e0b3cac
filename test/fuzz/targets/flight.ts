import assert from 'node:assert/strict';
import { highestOf } from '../../../src/system/flight/place.ts';
import { hintLine, readHint, readReply, replyLine } from '../../../src/system/flight/hint.ts';
import type { Dice } from '../dice.ts';
import { mutate } from '../mutate.ts';
import { mutateJson } from '../mutate-json.ts';
import { assertWhole, type Play, type Target } from '../target.ts';

export const flightTargets: readonly Target[] = [
  { name: 'hint', share: 5, play: playHint },
  { name: 'reply', share: 2, play: playReply },
  { name: 'lock-names', share: 3, play: playNames },
];

const hints = [
  { kind: 'event', text: 'MASTER 1@em0', vhids: ['1@em0'], claim: 'MASTER' },
  { kind: 'look', text: 'reconcile', vhids: [] },
  { kind: 'watch', text: 'release', vhids: ['1@em0', '2@em1'], later: { urgency: 9 } },
];
const words = [
  '"kind":"order"',
  '"claim":null',
  '"vhids":"1@em0"',
  '"look"',
  'MASTER',
  '}\n{',
  '\n',
];

function playHint(dice: Dice): Play {
  const sound = mutateJson(dice, dice.pick(hints));
  const line = dice.chance(0.5) ? sound : mutate(dice, { samples: [sound], words });
  return {
    input: line,
    run: () => {
      const hint = readHint(line);
      return () => {
        if (hint === undefined) return;
        assertWhole(hint);
        assert.ok(
          Object.keys(hint).every((key) => ['kind', 'text', 'vhids', 'claim'].includes(key)),
        );
        assert.ok(['event', 'look', 'watch'].includes(hint.kind));
        assert.ok(hint.vhids.every((name) => typeof name === 'string'));
        assert.deepEqual(readHint(hintLine(hint)), hint);
      };
    },
  };
}

function playReply(dice: Dice): Play {
  const samples = [replyLine({ reply: 'noted', pid: 4711 }), replyLine({ reply: 'duplicate' })];
  const line = mutate(dice, { samples, words: ['"reply":"maybe"', '"noted"', '[', 'null'] });
  return {
    input: line,
    run: () => {
      const reply = readReply(line);
      return () => {
        if (reply === undefined) return;
        assert.ok(['noted', 'duplicate'].includes(reply.reply));
        assert.ok(reply.pid === undefined || (Number.isInteger(reply.pid) && reply.pid > 1));
      };
    },
  };
}

/** The names in the directory that is the lock. */
function playNames(dice: Dice): Play {
  const sound = 'leader.9\nreleased.10\ncandidate.99.abc\nleader.11\noutput.x\nreleased\n';
  const places = [
    'leader.0',
    'leader.999999999999999',
    'released.1e3',
    'leader.-1',
    'leader.2.new',
  ];
  const names = mutate(dice, { samples: [sound], words: places }).split('\n');
  return {
    input: names,
    run: () => {
      const highest = highestOf(names);
      return () => {
        assert.ok(Number.isSafeInteger(highest.generation + 1));
        assert.ok(
          highest.kind === 'none' || names.includes(`${highest.kind}.${highest.generation}`),
        );
      };
    },
  };
}
