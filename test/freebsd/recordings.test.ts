import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recorded } from '../support/recordings.ts';

describe('the recordings', () => {
  it('are read to the last command', () => {
    const files = [...new Set(recorded.map(({ file }) => file))];
    expect(files.length).toBeGreaterThanOrEqual(16);
    for (const file of files) {
      const text = readFileSync(new URL(`../recordings/${file}`, import.meta.url), 'utf8');
      const read = recorded.filter((entry) => entry.file === file);
      expect(read.length).toBe(text.match(/^--- exit /gm)?.length);
    }
  });

  it('keep what a command printed apart from how it ended', () => {
    for (const { command, stdout, stderr, exit } of recorded) {
      expect(command + stdout + stderr).not.toMatch(
        /^--- (?:stdout|stderr|exit)|^\[(?:hast\d|client)\]# /m,
      );
      expect(exit).toSatisfy(Number.isInteger);
    }
  });
});
