import type { Call } from '../command.ts';
import { fileText, putFile } from '../files.ts';
import { assigns, rcConfPaths, rcSetting } from '../rc-conf.ts';

/** `sysrc [-inx] NAME[=VALUE]...` */
export function sysrc(call: Call): number {
  const [flags, words] = [
    call.args.filter((one) => one.startsWith('-')).join(''),
    call.args.filter((one) => !one.startsWith('-')),
  ];
  const done = words.map((word) => {
    const [name, value] = splitOnce(word);
    if (flags.includes('x')) return remove(call, name);
    return value === undefined ? show(call, name, flags) : assign(call, name, value);
  });
  return Math.max(0, ...done);
}

function splitOnce(word: string): readonly [string, string?] {
  const cut = word.indexOf('=');
  return cut < 0 ? [word] : [word.slice(0, cut), word.slice(cut + 1)];
}

function show(call: Call, name: string, flags: string): number {
  const value = rcSetting(call.node, name);
  if (value !== undefined) {
    call.out(flags.includes('n') ? value : `${name}: ${value}`);
    return 0;
  }
  // -i keeps it from saying so, and no more.
  if (!flags.includes('i')) call.err(`sysrc: unknown variable '${name}'`);
  return 1;
}

/** In place where it is assigned last, else at the end of rc.conf. */
function assign(call: Call, name: string, value: string): number {
  const before = rcSetting(call.node, name);
  const line = `${name}="${value}"`;
  const found = [...rcConfPaths]
    .reverse()
    .find((path) => linesOf(call, path).some((one) => assigns(one, name)));
  const path = found ?? rcConfPaths[0];
  const lines = linesOf(call, path);
  const at = lines.findLastIndex((one) => assigns(one, name));
  write(call, path, at < 0 ? [...lines, line] : lines.with(at, line));
  call.out(`${name}: ${before ?? ''} -> ${value}`);
  return 0;
}

function remove(call: Call, name: string): number {
  const holding = rcConfPaths.filter((path) =>
    linesOf(call, path).some((one) => assigns(one, name)),
  );
  for (const path of holding)
    write(
      call,
      path,
      linesOf(call, path).filter((one) => !assigns(one, name)),
    );
  if (holding.length > 0) return 0;
  call.err(`sysrc: unknown variable '${name}'`);
  return 1;
}

function linesOf(call: Call, path: string): readonly string[] {
  return (fileText(call.node.files, path) ?? '').replace(/\n$/, '').split('\n');
}

function write(call: Call, path: string, lines: readonly string[]): void {
  putFile(call.node.files, path, `${lines.filter((one, at) => at > 0 || one !== '').join('\n')}\n`);
}
