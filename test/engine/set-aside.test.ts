import { expect, it, describe } from 'vitest';
import { setAside, unfitFiles } from '../../src/engine/set-aside.ts';
import { readYields } from '../../src/engine/yields.ts';
import { readHistory, readLeftover } from '../../src/history/journal.ts';
import { readHastEvents } from '../../src/history/hast-events.ts';
import {
  copiesPath,
  hastEventsPath,
  historyPath,
  lastGoodPath,
  openPath,
  yieldPath,
} from '../../src/history/paths.ts';
import { stateDirectory } from '../../src/system/directories.ts';
import { createPair } from '../../src/sim/index.ts';
import { play } from '../../src/rehearsal/play.ts';
import { configPath } from '../../src/config/load.ts';
import { memoryFiles } from '../support/memory-files.ts';

const whole = `${JSON.stringify({ v: 1, groups: {} })}\n`;
const resumed = `${JSON.stringify({ v: 1, kind: 'resumed', group: 'main', at: 5 })}\n`;
const later = `${JSON.stringify({ v: 2, kind: 'moved', shape: [] })}\n`;

describe('what is left in its place', () => {
  it.each([
    ['a history with lines of a later version among its own', historyPath, resumed + later],
    ['a history of a later version alone: its lines may be read again one day', historyPath, later],
    ['a history that was torn', historyPath, `${resumed}{"v":1,"ki`],
    ['an empty history', historyPath, ''],
    ['events of a later version', hastEventsPath, '{"event":"moved"}\n'],
    ['a yield of its own', yieldPath, whole],
    ['an empty yield, as a full disk leaves it', yieldPath, '\n'],
    ['a configuration, whatever it says', lastGoodPath, 'nonsense'],
  ])('%s', (_, path, text) => {
    expect(unfitFiles(memoryFiles({ [path]: text }))).toEqual([]);
  });
});

describe('what is set aside', () => {
  it.each([
    ['yields of a later version', yieldPath, '{"v":2,"yields":[]}'],
    ['yields that are no JSON', yieldPath, 'garbage'],
    ['what a later version knows of the copies', copiesPath, '{"v":2}'],
    ['a record of a later version', openPath('main'), later],
    ['a record that is garbage', openPath('main'), '\u0000\u0001'],
  ])('%s', (_, path, text) => {
    expect(unfitFiles(memoryFiles({ [path]: text }))).toMatchObject([{ path }]);
  });

  it.each([historyPath, hastEventsPath, lastGoodPath, yieldPath, openPath('main')])(
    'a directory in the place of %s',
    (path) => {
      const files = memoryFiles();
      files.directories.add(path);
      expect(unfitFiles(files)).toEqual([{ path, why: 'not a regular file' }]);
    },
  );
});

it('nothing is deleted: the text is under another name, and the log says which', () => {
  const machine = createPair().node('hast1').machine();
  machine.files.replaceText(yieldPath, 'garbage');
  setAside(machine, unfitFiles(machine.files));
  const [name = ''] = (machine.files.list(stateDirectory) ?? []).filter((one) =>
    one.startsWith('yield.json.set-aside-'),
  );
  expect(machine.files.readText(`${stateDirectory}/${name}`)).toMatchObject({ text: 'garbage' });
  expect(machine.files.exists(yieldPath)).toBe(false);
  expect(machine.logged.map(({ message }) => message)).toEqual([
    `${yieldPath} is set aside as ${stateDirectory}/${name}: nothing in it is understood: written by another version, or damaged`,
  ]);
});

it('a run goes on with what another version has left, and takes over', async () => {
  const pair = createPair({ situation: 'both-booted' });
  const node = pair.node('hast1');
  node.files.put(configPath, 'services = []\n', 0o644, 0);
  node.files.put(historyPath, `${later}${resumed}`, 0o600, 0);
  node.files.put(yieldPath, '{"v":2}', 0o600, 0);
  node.files.put(hastEventsPath, 'garbage\n', 0o600, 0);
  node.files.put(openPath('main'), later, 0o600, 0);
  node.files.put(openPath('of-another-config'), '{', 0o600, 0);
  const status = await pair.clock.until(play(node, ['reconcile']).ended);
  expect(status).toBe(0);
  expect(node.state().roles['data']).toBe('primary');
  const { files } = node.machine();
  expect(readHistory(files)).toMatchObject({ unreadable: 1, lines: [{ kind: 'resumed' }, {}] });
  expect(node.files.text(historyPath)?.startsWith(later)).toBe(true);
  expect([...readYields(files)]).toEqual([]);
  expect(readHastEvents(files)).toEqual(expect.any(Array));
  expect(readLeftover(files, 'main', 0)).toBeUndefined();
  const aside = node.files.names(stateDirectory)?.filter((name) => name.includes('.set-aside-'));
  expect(aside).toHaveLength(3);
});
