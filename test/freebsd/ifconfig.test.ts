import { describe, expect, it } from 'vitest';
import { parseIfconfig, skewCommand, stateCommand } from '../../src/freebsd/ifconfig.ts';
import { commandsLike } from '../support/recordings.ts';
import { ifconfigs } from '../support/samples.ts';
import { fact, problemOf } from './answers.ts';

const header = 'em0: flags=8963<UP,BROADCAST,RUNNING> metric 0 mtu 1500\n';

describe('the interfaces of a running pair', () => {
  it('are read from every recorded ifconfig, with every carp line', () => {
    expect(ifconfigs.length).toBeGreaterThanOrEqual(6);
    for (const text of ifconfigs) {
      const rendered = fact(parseIfconfig(text)).flatMap(({ vhids }) =>
        vhids.map(
          (v) => `carp: ${v.state} vhid ${v.vhid} advbase ${v.advbase} advskew ${v.advskew}`,
        ),
      );
      expect(rendered).toEqual(text.match(/carp: .*/g) ?? []);
    }
  });

  it('name the vhid of the master as devd does', () => {
    const text = commandsLike(/^ifconfig -a$/)[0]!.stdout;
    expect(fact(parseIfconfig(text))).toEqual([
      {
        name: 'em0',
        up: true,
        carrier: true,
        addresses: [{ address: '192.0.2.11' }, { address: '192.0.2.10', vhid: 1 }],
        vhids: [
          {
            name: '1@em0',
            vhid: 1,
            interface: 'em0',
            state: 'MASTER',
            protocol: 'carp',
            advbase: 1,
            advskew: 0,
          },
        ],
      },
      {
        name: 'em1',
        up: true,
        carrier: true,
        addresses: [{ address: '10.0.0.1' }],
        vhids: [],
      },
      {
        name: 'lo0',
        up: true,
        addresses: ['::1', 'fe80::1', '127.0.0.1'].map((address) => ({ address })),
        vhids: [],
      },
    ]);
  });

  it('have each state that grep showed in the recordings', () => {
    const lines = commandsLike(/ifconfig/).flatMap(
      ({ stdout }) => stdout.match(/\tcarp: .*$/gm) ?? [],
    );
    expect(lines.length).toBeGreaterThanOrEqual(100);
    for (const line of lines) {
      const [vhid] = fact(parseIfconfig(`${header}${line}\n`))[0]!.vhids;
      expect(line).toBe(
        `\tcarp: ${vhid?.state} vhid ${vhid?.vhid} advbase ${vhid?.advbase} advskew ${vhid?.advskew}`,
      );
    }
  });
});

describe('other releases and names', () => {
  it('FreeBSD 14 has a line with the peers below', () => {
    const carp = '\tcarp: BACKUP vhid 1 advbase 1 advskew 100\n';
    const text = `${header}${carp}\t      peer 224.0.0.18 peer6 ff02::12\n`;
    expect(fact(parseIfconfig(text))[0]?.vhids).toMatchObject([{ state: 'BACKUP', advskew: 100 }]);
  });

  it('FreeBSD 15 speaks VRRP, too', () => {
    const text = `${header}\tvrrp: MASTER vrid 7 prio 100 interval 100\n`;
    expect(fact(parseIfconfig(text))[0]?.vhids).toEqual([
      { name: '7@em0', vhid: 7, interface: 'em0', state: 'MASTER', protocol: 'vrrp' },
    ]);
  });

  it('a key at the end of the line does not matter', () => {
    const text = `${header}\tcarp: INIT vhid 1 advbase 1 advskew 0 key "x y"\n`;
    expect(fact(parseIfconfig(text))[0]?.vhids).toMatchObject([{ state: 'INIT' }]);
  });

  it('many vhids and odd names are fine', () => {
    const lines = [1, 2, 255].map((n) => `\tcarp: MASTER vhid ${n} advbase 1 advskew 0\n`).join('');
    const text = `vlan0.5: flags=8843<UP> metric 0 mtu 1500\n${lines}lagg_x: flags=0 metric 0\n`;
    const [vlan, lagg] = fact(parseIfconfig(text));
    expect(vlan?.vhids.map(({ name }) => name)).toEqual(['1@vlan0.5', '2@vlan0.5', '255@vlan0.5']);
    expect(lagg?.vhids).toEqual([]);
  });
});

describe('what is not known is not guessed', () => {
  const line = '\tcarp: MASTER vhid 1 advbase 1 advskew 0\n';
  it.each([
    ['nothing at all', ''],
    ['an unknown state', `${header}${line.replace('MASTER', 'LEARN')}`],
    ['a carp line outside an interface', `${line}${header}`],
    ['a vhid with two states', `${header}${line}${line.replace('MASTER', 'BACKUP')}`],
    ['a vhid out of range', `${header}${line.replace('vhid 1', 'vhid 256')}`],
    ['text cut off', `${header}${line}`.slice(0, -1)],
    ['an interface listed twice', `${header}${line}${header}`],
    ['DOS line ends', `${header}${line}`.replaceAll('\n', '\r\n')],
    ['an address whose vhid has no state', `${header}\tinet 192.0.2.10 netmask 0xff vhid 3\n`],
  ])('%s', (_story, text) => {
    expect(problemOf(parseIfconfig(text))).toBe('unreadable');
  });
});

describe('commands', () => {
  const vhid = {
    name: '1@em0',
    vhid: 1,
    interface: 'em0',
    state: 'MASTER',
    protocol: 'carp',
  } as const;
  it('ask for a state and set the skew', () => {
    expect(stateCommand(vhid, 'BACKUP')).toEqual(['em0', 'vhid', '1', 'state', 'backup']);
    expect(skewCommand(vhid, 100)).toEqual(['em0', 'vhid', '1', 'advskew', '100']);
  });
});
