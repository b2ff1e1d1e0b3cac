import { describe, expect, it } from 'vitest';
import { makeLink, takeLink } from '../../../src/engine/executors/link.ts';
import type { Files, Written } from '../../../src/system/ports.ts';
import { scripted, taskOn } from '../../support/scripted.ts';

const link = { path: '/var/db/state', target: '/data/state' };
const aside = '/var/db/state.local';

/** Paths with their content, or `-> target`. Operations named in `fails` fail. */
function disk(paths: Readonly<Record<string, string>>, fails: readonly string[] = []) {
  const there = new Map(Object.entries(paths));
  const renames: string[] = [];
  const doing = (name: string, change: () => void): Written => {
    if (fails.includes(name)) return { kind: 'failed', message: `EROFS: ${name}` };
    change();
    return { kind: 'written' };
  };
  const scene = scripted(() => undefined);
  const files: Files = {
    ...scene.machine.files,
    exists: (path) => there.get(path)?.startsWith('-> ') === false,
    linkTarget: (path) => /^-> (.*)$/.exec(there.get(path) ?? '')?.[1],
    remove: (path) => doing('remove', () => there.delete(path)),
    makeLink: (target, path) =>
      there.has(path)
        ? { kind: 'failed', message: 'EEXIST' }
        : doing('makeLink', () => there.set(path, `-> ${target}`)),
    rename: (from, to) =>
      doing('rename', () => {
        renames.push(from);
        const moved = there.get(from);
        if (moved !== undefined) there.set(to, moved);
        there.delete(from);
      }),
  };
  const task = { ...taskOn(scene), machine: { ...scene.machine, files } };
  return {
    make: () => makeLink(task, { kind: 'link', link }),
    take: () => takeLink(task, { kind: 'unlink', link }),
    now: () => Object.fromEntries(there),
    renames,
  };
}

describe('a link is put in place', () => {
  it('where nothing is', () => {
    const { make, now } = disk({});
    expect(make()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: '-> /data/state' });
  });

  it('once', () => {
    const { make, now } = disk({ [link.path]: '-> /data/state' }, ['makeLink', 'remove', 'rename']);
    expect(make()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: '-> /data/state' });
  });

  it('instead of a link to another place', () => {
    const { make, now } = disk({ [link.path]: '-> /elsewhere' });
    expect(make()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: '-> /data/state' });
  });

  it('beside what the node had there itself', () => {
    const { make, now } = disk({ [link.path]: 'own' });
    expect(make()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: '-> /data/state', [aside]: 'own' });
  });

  it('and nothing that lies aside is overwritten, be it a file or a link', () => {
    const { make, now } = disk({ [link.path]: 'own', [aside]: 'a', [`${aside}.2`]: '-> /x' });
    expect(make()).toEqual({ kind: 'done' });
    expect(now()).toMatchObject({ [aside]: 'a', [`${aside}.2`]: '-> /x', [`${aside}.3`]: 'own' });
  });

  it('unless all names beside it are taken: then nothing is moved', () => {
    const { make, now } = disk({ [link.path]: 'own', [`${aside}.10`]: 'a' });
    expect(make()).toEqual({
      kind: 'failed',
      code: 'link-failed',
      text: '/var/db/state: /var/db/state.local and all further names for it are taken',
    });
    expect(now()).toEqual({ [link.path]: 'own', [`${aside}.10`]: 'a' });
  });

  it('beside the last name but one there is still the last', () => {
    const { make, now } = disk({ [link.path]: 'own', [`${aside}.9`]: 'a' });
    expect(make()).toEqual({ kind: 'done' });
    expect(now()).toMatchObject({ [`${aside}.10`]: 'own' });
  });

  it.each([
    ['rename', 'own', 'EROFS: rename'],
    ['remove', '-> /elsewhere', 'EROFS: remove'],
  ])('not, when %s fails', (name, there, words) => {
    const { make, now } = disk({ [link.path]: there }, [name]);
    expect(make()).toMatchObject({ code: 'link-failed', text: `/var/db/state: ${words}` });
    expect(now()).toEqual({ [link.path]: there });
  });

  it('not, when it cannot be made', () => {
    expect(disk({}, ['makeLink']).make()).toMatchObject({ text: '/var/db/state: EROFS: makeLink' });
  });
});

describe('a link is taken away', () => {
  it('and what was kept aside comes back, the newest of it', () => {
    const { take, now } = disk({
      [link.path]: '-> /data/state',
      [aside]: 'old',
      [`${aside}.1`]: 'own',
    });
    expect(take()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: 'own', [aside]: 'old' });
  });

  it('and nothing comes back where nothing was kept', () => {
    const { take, now, renames } = disk({ [link.path]: '-> /data/state' });
    expect(take()).toEqual({ kind: 'done' });
    expect([now(), renames]).toEqual([{}, []]);
  });

  it.each(['-> /elsewhere', 'own'])('but not what is not ours: %s', (there) => {
    const { take, now } = disk({ [link.path]: there, [aside]: 'old' });
    expect(take()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: there, [aside]: 'old' });
  });

  it('what a killed run left aside comes back, too', () => {
    const { take, now } = disk({ [aside]: 'own' });
    expect(take()).toEqual({ kind: 'done' });
    expect(now()).toEqual({ [link.path]: 'own' });
  });

  it('not, when it cannot be removed', () => {
    const { take, now } = disk({ [link.path]: '-> /data/state', [aside]: 'own' }, ['remove']);
    expect(take()).toEqual({
      kind: 'failed',
      code: 'link-failed',
      text: '/var/db/state: EROFS: remove',
    });
    expect(now()).toEqual({ [link.path]: '-> /data/state', [aside]: 'own' });
  });
});
