import { changeYield, readYields, type YieldRecord } from '../../src/engine/yields.ts';
import { scripted, type Answer, type Scripted } from './scripted.ts';

export interface Vhid {
  state: string;
  skew: number;
  readonly base?: number;
  readonly protocol?: 'carp' | 'vrrp';
}

/** A node with these vhids, on em0, em1 and so on; ifconfig changes what it says, as the kernel would. */
export function carpNode(
  vhids: Vhid[],
  more: (line: string, scene: Scripted) => Answer | undefined = () => undefined,
): Scripted {
  const scene: Scripted = scripted((line) => {
    const special = more(line, scene);
    if (special !== undefined) return special;
    const change = /^ifconfig em(\d) vhid \d+ (advskew|state) (\w+)$/.exec(line);
    const vhid = vhids[Number(change?.[1])];
    if (change?.[2] === 'advskew' && vhid !== undefined) vhid.skew = Number(change[3]);
    if (change?.[2] === 'state' && vhid !== undefined) vhid.state = (change[3] ?? '').toUpperCase();
    return line === 'ifconfig -a' ? { stdout: vhids.map(told).join('') } : {};
  });
  return scene;
}

function told({ state, skew, base = 1, protocol = 'carp' }: Vhid, at: number): string {
  const name = `em${at}: flags=8943<UP>\n`;
  return protocol === 'carp'
    ? `${name}\tcarp: ${state} vhid ${at + 1} advbase ${base} advskew ${skew}\n`
    : `${name}\tvrrp: ${state} vrid ${at + 1} prio 100 interval 100\n`;
}

export function noteReason(scene: Scripted, skews: Record<string, number> = {}): void {
  const reason = { code: 'check-failed', text: 'why', since: 1, skews };
  changeYield(scene.machine.files, 'main', reason);
}

export function recorded(scene: Scripted): YieldRecord | undefined {
  return readYields(scene.machine.files).get('main');
}

export function changesOf(scene: Scripted): readonly string[] {
  return scene.lines().filter((line) => line.startsWith('ifconfig em'));
}
