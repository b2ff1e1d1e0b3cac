import { describe, expect, it } from 'vitest';
import { atRealPlaces } from '../../src/config/real-places.ts';
import { configOf } from '../support/worlds.ts';

/** The mountpoints of a group on the resources a, b, c, on a machine with these links. */
async function placed(
  mountpoints: readonly string[],
  links: Readonly<Record<string, string>>,
  services = 'services = ["one"]',
) {
  const tables = mountpoints.map(
    (mountpoint, at) => `{ resource = "${'abc'.charAt(at)}", mountpoint = "${mountpoint}" }`,
  );
  const toml = `resources = ["a", "b", "c"]\nfilesystems = [${tables.join(', ')}]\n${services}\n`;
  const { groups } = await configOf(toml);
  const looked: string[] = [];
  const [group] = atRealPlaces(groups, (path) => {
    looked.push(path);
    return links[path];
  });
  const names = group?.filesystems.map(({ mountpoint }) => mountpoint);
  return { names, storage: group?.services[0]?.storage, looked };
}

describe('a mountpoint is named as the mount table names it', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['/home/mail', { '/home': 'usr/home' }, '/usr/home/mail'],
    ['/home/mail', { '/home': '/usr/home' }, '/usr/home/mail'],
    ['/home/mail', { '/home': '/a', '/a': './b/../c' }, '/c/mail'],
    ['/srv/x/mail', { '/srv/x': '../data' }, '/data/mail'],
    ['/home/mail', {}, '/home/mail'],
    ['/mail', {}, '/mail'],
  ])('%s, where %o', async (mountpoint, links, name) => {
    const { names, storage } = await placed([mountpoint], links);
    expect(names).toEqual([name]);
    expect(storage).toEqual([name]);
  });

  it('also where another one lies in it, and a service names it as it is written', async () => {
    const services = 'services = [{ name = "one", requires = ["/home/mail/db"] }]';
    const { names, storage } = await placed(
      ['/home/mail/db', '/home/mail'],
      { '/home': 'usr/home' },
      services,
    );
    expect(names).toEqual(['/usr/home/mail/db', '/usr/home/mail']);
    expect(storage).toEqual(['/usr/home/mail/db']);
  });

  it('without a look at any mountpoint: it may lie on a device that hangs', async () => {
    const { looked } = await placed(['/home/mail/db', '/home/mail'], { '/home': 'usr/home' });
    expect(looked.filter((path) => path.includes('mail'))).toEqual([]);
  });

  it('and two links that name each other end somewhere', async () => {
    const { names } = await placed(['/x/mail'], { '/x': '/y', '/y': '/x' });
    expect(names?.[0]).toMatch(/^\/[xy]\/mail$/);
  });
});
