import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createFiles } from '../../src/system/files.ts';
import { temporary } from './fixtures/temporary.ts';

test('what was replaced is read back, whole, and nothing else lies beside it', () => {
  const root = temporary();
  const files = createFiles(root);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = files.replaceText('/var/db/x', text);
      const read = files.readText('/var/db/x');
      return written.kind === 'written' && read.kind === 'text' && read.text === text;
    }),
    { numRuns: 50 },
  );
  expect(readdirSync(join(root, 'var/db'))).toEqual(['x']);
});

test('a replaced file keeps its permissions, a new one is private', () => {
  const root = temporary();
  const files = createFiles(root);
  files.replaceText('/a', 'one');
  expect(files.readText('/a')).toMatchObject({ mode: 0o600, uid: process.getuid?.() });
  chmodSync(join(root, 'a'), 0o644);
  files.replaceText('/a', 'two');
  expect(files.readText('/a')).toMatchObject({ mode: 0o644, text: 'two' });
});

test('a link that lies where the new text is made is not followed', () => {
  const root = temporary();
  const files = createFiles(root);
  writeFileSync(join(root, 'precious'), 'old');
  symlinkSync(join(root, 'precious'), join(root, `a.new.${process.pid}`));
  expect(files.replaceText('/a', 'new')).toEqual({ kind: 'written' });
  expect(readFileSync(join(root, 'precious'), 'utf8')).toBe('old');
  expect(files.readText('/a')).toMatchObject({ text: 'new' });
});

test('an installed file has its mode, whatever it had, whatever the umask says', () => {
  const root = temporary();
  const files = createFiles(root);
  const umask = process.umask(0o077);
  onTestFinished(() => void process.umask(umask));
  for (const mode of [0o555, 0o644, 0o600, 0o755]) {
    expect(files.installText('/a', String(mode), mode)).toEqual({ kind: 'written' });
    expect(files.readText('/a')).toMatchObject({ mode, text: String(mode) });
  }
  expect(readdirSync(root)).toEqual(['a']);
});

test('a file becomes executable after it is whole and in its place', () => {
  const root = temporary();
  const files = createFiles(root);
  const { renameSync } = fs;
  onTestFinished(() => {
    Object.assign(fs, { renameSync });
    syncBuiltinESMExports();
  });
  const modes: number[] = [];
  Object.assign(fs, {
    renameSync: (from: string, to: string) => {
      modes.push(statSync(from).mode & 0o777);
      renameSync(from, to);
    },
  });
  syncBuiltinESMExports();
  files.installText('/rc.d/script', '#!/bin/sh\n', 0o555);
  expect(modes).toEqual([0o444]);
  expect(statSync(join(root, 'rc.d/script')).mode & 0o777).toBe(0o555);
});

test('a directory is made with its mode, and goes only when it is empty', () => {
  const root = temporary();
  const files = createFiles(root);
  const umask = process.umask(0o077);
  onTestFinished(() => void process.umask(umask));
  expect(files.makeDirectory('/a/b', 0o755)).toMatchObject({ kind: 'failed' });
  expect(files.makeDirectory('/a', 0o755)).toEqual({ kind: 'written' });
  expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o755);
  expect(files.makeDirectory('/a', 0o700)).toMatchObject({ kind: 'failed' });
  files.replaceText('/a/file', '');
  expect(files.removeDirectory('/a')).toMatchObject({ kind: 'failed' });
  files.remove('/a/file');
  expect(files.removeDirectory('/a')).toEqual({ kind: 'written' });
  expect(files.exists('/a')).toBe(false);
});

test('bytes are read as they are; what is no file has none', () => {
  const root = temporary();
  const files = createFiles(root);
  const bytes = Buffer.from([1, 1, 0, 0, 0xff, 0x80, 0xc3, 0x28]);
  writeFileSync(join(root, 'cache'), bytes);
  expect(Buffer.from(files.readBytes('/cache') ?? [])).toEqual(bytes);
  expect(files.readBytes('/nothing')).toBeUndefined();
  expect(files.readBytes('/')).toBeUndefined();
});

test('lines are appended; file and directory are made when absent', () => {
  const root = temporary();
  const files = createFiles(root);
  expect(files.appendText('/var/db/carphast/history', 'a\n')).toEqual({ kind: 'written' });
  files.appendText('/var/db/carphast/history', 'b\n');
  expect(readFileSync(join(root, 'var/db/carphast/history'), 'utf8')).toBe('a\nb\n');
  expect(statSync(join(root, 'var/db/carphast')).mode & 0o777).toBe(0o700);
  expect(statSync(join(root, 'var/db/carphast/history')).mode & 0o777).toBe(0o600);
});

test('only what has to survive a power cut waits for the disk', () => {
  const files = createFiles(temporary());
  const { fdatasyncSync } = fs;
  let waits = 0;
  onTestFinished(() => {
    Object.assign(fs, { fdatasyncSync });
    syncBuiltinESMExports();
  });
  Object.assign(fs, {
    fdatasyncSync: (descriptor: number) => {
      waits += 1;
      fdatasyncSync(descriptor);
    },
  });
  syncBuiltinESMExports();
  files.appendText('/x', 'a\n', 'soon');
  expect(waits).toBe(0);
  files.appendText('/x', 'b\n', 'durable');
  files.appendText('/x', 'c\n');
  expect(waits).toBe(2);
  expect(files.readText('/x')).toMatchObject({ text: 'a\nb\nc\n' });
});

test('a full disk is said in the words of the system', () => {
  const files = createFiles('/');
  expect(files.appendText('/dev/full', 'x')).toEqual({
    kind: 'failed',
    message: 'ENOSPC: no space left on device',
  });
});

test('a directory that is a file cannot be written beneath', () => {
  const root = temporary();
  writeFileSync(join(root, 'var'), '');
  const files = createFiles(root);
  expect(files.appendText('/var/db/x', 'x')).toMatchObject({ kind: 'failed' });
  expect(files.replaceText('/var/db/x', 'x')).toMatchObject({ kind: 'failed' });
});

test('absent, and there but unreadable, are told apart', () => {
  const root = temporary();
  mkdirSync(join(root, 'directory'));
  const files = createFiles(root);
  expect(files.readText('/none')).toEqual({ kind: 'absent' });
  expect(files.readText('/directory')).toMatchObject({ kind: 'unreadable' });
  expect(files.list('/none')).toBeUndefined();
  expect(files.list('/')).toEqual(['directory']);
});

test('a pipe nobody writes to is not waited for', () => {
  const root = temporary();
  execFileSync('mkfifo', [join(root, 'fifo')]);
  expect(createFiles(root).readText('/fifo')).toEqual({
    kind: 'unreadable',
    message: 'not a regular file',
    unfit: true,
  });
});

test('links are made, followed, renamed and removed', () => {
  const files = createFiles(temporary());
  files.replaceText('/target', 'x');
  expect(files.makeLink('target', '/link')).toEqual({ kind: 'written' });
  expect(files.makeLink('target', '/link')).toMatchObject({ kind: 'failed' });
  expect(files.linkTarget('/link')).toBe('target');
  expect(files.linkTarget('/target')).toBeUndefined();
  expect(files.rename('/link', '/other')).toEqual({ kind: 'written' });
  expect(files.exists('/other')).toBe(true);
  expect(files.remove('/other')).toEqual({ kind: 'written' });
  expect(files.exists('/other')).toBe(false);
  expect(files.remove('/other')).toEqual({
    kind: 'failed',
    message: 'ENOENT: no such file or directory',
  });
});
