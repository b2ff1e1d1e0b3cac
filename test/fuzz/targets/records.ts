import assert from 'node:assert/strict';
import { status as statusVerb } from '../../../src/commands/status.ts';
import { history as historyVerb } from '../../../src/commands/history.ts';
import { exit } from '../../../src/commands/exit.ts';
import { readConfigToAct } from '../../../src/commands/session.ts';
import { configPath } from '../../../src/config/load.ts';
import { readYields, rememberYield } from '../../../src/engine/yields.ts';
import { maxPid } from '../../../src/freebsd/text.ts';
import { isBreakerOpen } from '../../../src/history/breaker.ts';
import {
  lastEvent,
  readHastEvents,
  recordHastEvent,
  splitSince,
} from '../../../src/history/hast-events.ts';
import {
  appendHistory,
  readHistory,
  readLeftover,
  takeNote,
  type Beginning,
} from '../../../src/history/journal.ts';
import { changeCopies, readCopies } from '../../../src/history/copies.ts';
import {
  copiesPath,
  hastEventsPath,
  historyPath,
  lastGoodPath,
  openPath,
  yieldPath,
} from '../../../src/history/paths.ts';
import { readUnconnected } from '../../../src/world/settling.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import type { Dice } from '../dice.ts';
import { mutate } from '../mutate.ts';
import { mutateJson, mutateLines } from '../mutate-json.ts';
import { createOutside } from '../outside.ts';
import * as sound from '../records.ts';
import { assertNoHoles, assertWhole, type Play, type Target } from '../target.ts';
import { configs } from './files.ts';

export const recordTargets: readonly Target[] = [
  { name: 'history', share: 6, play: playHistory },
  { name: 'open-record', share: 6, play: playLeftover },
  { name: 'hast-events', share: 4, play: playEvents },
  { name: 'yield.json', share: 4, play: playYields },
  { name: 'copies.json', share: 3, play: playCopies },
  { name: 'last-good.toml', share: 3, play: playLastGood },
  { name: 'status-of-all', share: 4, play: playStatus },
];

const now = 1_700_000_000_000;
/** Names that a group may have; some of them every object has, too. */
const groups = ['main', 'db', 'constructor', 'toString', 'valueOf'];
const pieces = { samples: [], words: sound.words };

function playHistory(dice: Dice): Play {
  const text = mutateLines(dice, sound.history, pieces);
  const group = dice.pick(groups);
  return {
    input: text,
    run: () => {
      const files = memoryFiles({ [historyPath]: text });
      const { lines, unreadable } = readHistory(files);
      const open = isBreakerOpen(lines, { group, failures: 3, windowMs: 30 * 60_000, now });
      const unconnected = readUnconnected(files);
      const { open: outside, printed } = createOutside({ files });
      const shown = { json: dice.chance(0.3), steps: dice.chance(0.5), last: 20 };
      const status = historyVerb(outside.session, shown);
      appendHistory(files, sound.resumed);
      return () => {
        assertWhole(lines);
        assertWhole([...unconnected]);
        assert.equal(typeof open, 'boolean');
        assert.equal(status, exit.done);
        printed.forEach(assertNoHoles);
        // Nothing that could be read is lost by what is written behind it.
        const after = readHistory(files);
        assert.equal(after.unreadable, unreadable);
        assert.deepEqual(after.lines.at(-1), sound.resumed);
        assert.equal(after.lines.length, lines.length + 1);
      };
    },
  };
}

function playLeftover(dice: Dice): Play {
  const text = mutateLines(dice, sound.notes, pieces);
  const group = dice.pick(groups);
  return {
    input: text,
    run: () => {
      const files = memoryFiles({ [openPath(group)]: text });
      const left = readLeftover(files, group, now);
      const begin: Beginning = { ...sound.beginning, id: 'the next one' };
      takeNote(files, group, begin);
      const next = readLeftover(files, group, now);
      return () => {
        assertWhole({ ...left, entry: left?.entry ?? null });
        for (const { pid } of left?.children ?? [])
          assert.ok(Number.isInteger(pid) && pid > 1 && pid <= maxPid, `pid ${pid}`);
        // Whatever was torn, the record that begins behind it is read, and no child is forgotten.
        assert.equal(next?.entry?.id, begin.id);
        assert.deepEqual(next.children, left?.children);
      };
    },
  };
}

function playEvents(dice: Dice): Play {
  const text = mutateLines(dice, sound.events, pieces);
  const event = dice.pick(sound.events);
  return {
    input: text,
    run: () => {
      const files = memoryFiles({ [hastEventsPath]: text });
      const before = readHastEvents(files);
      const split = splitSince(before, event.resource);
      recordHastEvent(files, event);
      const after = readHastEvents(files);
      return () => {
        assertWhole(before);
        if (split !== undefined) new Date(split).toISOString();
        assert.equal(lastEvent(after, event.resource)?.event, event.event);
        assert.ok(after.length >= before.length);
      };
    },
  };
}

function playYields(dice: Dice): Play {
  const json = mutateJson(dice, sound.yields);
  const text = dice.chance(0.5) ? json : mutate(dice, { samples: [json], words: sound.words });
  const group = dice.pick(groups);
  return {
    input: text,
    run: () => {
      const files = memoryFiles({ [yieldPath]: text });
      const before = readYields(files);
      rememberYield(files, group, { code: 'c', text: 't', since: now });
      const after = readYields(files).get(group);
      return () => {
        assertWhole(before);
        for (const { skews, since } of before.values()) {
          new Date(since).toISOString();
          for (const skew of Object.values(skews))
            assert.ok(Number.isInteger(skew) && skew >= 0 && skew <= 255, `skew ${skew}`);
        }
        const kept = JSON.stringify(before.get(group)?.skews ?? {});
        assert.equal(JSON.stringify(after?.skews), kept);
        assert.equal(after?.since, now);
      };
    },
  };
}

function playCopies(dice: Dice): Play {
  const json = mutateJson(dice, sound.copies);
  const text = dice.chance(0.5) ? json : mutate(dice, { samples: [json], words: sound.words });
  const resource = dice.pick(['data', 'zdata', 'constructor', 'toString']);
  return {
    input: text,
    run: () => {
      const files = memoryFiles({ [copiesPath]: text });
      const before = readCopies(files);
      changeCopies(files, new Map([[resource, { state: 'whole', at: now }]]));
      const after = readCopies(files);
      return () => {
        assertWhole(before);
        for (const { at } of before.values()) new Date(at).toISOString();
        assert.deepEqual(after.get(resource), { state: 'whole', at: now });
        for (const [name, copy] of before)
          if (name !== resource)
            assert.equal(JSON.stringify(after.get(name)), JSON.stringify(copy));
      };
    },
  };
}

/** The configuration is as broken as the one that was kept for the day when it is. */
function playLastGood(dice: Dice): Play {
  const texts = {
    [configPath]: dice.chance(0.7) ? 'services = [' : mutate(dice, configs),
    [lastGoodPath]: mutate(dice, configs),
  };
  return {
    input: texts,
    run: async () => {
      const { open } = createOutside({ files: memoryFiles(texts) });
      const { session } = open;
      const configured = await readConfigToAct(session);
      return () => {
        assertWhole(configured);
        if (configured.kind === 'stale') assert.ok(configured.problems.length > 0);
      };
    },
  };
}

const plain = 'vhids = ["1@em0"]\nresources = ["data"]\nfilesystems = []\n';

/** All that lies on the disk, at once, as `carphast status` reads it. */
function playStatus(dice: Dice): Play {
  const texts = {
    [configPath]: plain,
    [historyPath]: mutateLines(dice, sound.history, pieces),
    [openPath('main')]: mutateLines(dice, sound.notes, pieces),
    [hastEventsPath]: mutateLines(dice, sound.events, pieces),
    [yieldPath]: mutateJson(dice, sound.yields),
  };
  return {
    input: texts,
    run: async () => {
      const { open, printed } = createOutside({ files: memoryFiles(texts) });
      const result = await statusVerb(open.session, {
        json: dice.chance(0.5),
        local: dice.chance(0.5),
        watch: false,
      });
      return () => {
        assert.equal(result, exit.done);
        printed.forEach(assertNoHoles);
      };
    },
  };
}
