import { expect } from 'vitest';
import type { Scene, SceneOptions } from './scene.ts';

export type Name = 'files' | 'db';

export type Node = 'hast1' | 'hast2';

const ufs = { type: 'ufs', journal: 'su' } as const;

const place: Record<Name, { mountpoint: string; service: string; vhid: string }> = {
  files: { mountpoint: '/srv/files', service: 'samba', vhid: '1' },
  db: { mountpoint: '/srv/db', service: 'postgresql', vhid: '2' },
};

/** Two groups, each with its vhid, its resource and its service. */
export const twoGroups: SceneOptions = {
  toml: `
[group.files]
vhids = ["1@em0"]
filesystems = [{ resource = "files", mountpoint = "/srv/files" }]
services = ["samba"]
[group.db]
vhids = ["2@em0"]
filesystems = [{ resource = "db", mountpoint = "/srv/db" }]
services = ["postgresql"]
`,
  vhids: [{ vhid: 1 }, { vhid: 2 }],
  resources: [
    { name: 'files', content: ufs },
    { name: 'db', content: ufs },
  ],
  mountpoints: ['/srv/files', '/srv/db'],
  fstab: '',
  mounts: { files: '/srv/files', db: '/srv/db' },
  services: [
    { name: 'samba', needs: '/srv/files' },
    { name: 'postgresql', needs: '/srv/db' },
  ],
  running: ['samba', 'postgresql'],
};

/** A group is on that node, and nothing of it on the other one. */
export function expectAt(scene: Scene, group: Name, node: Node): void {
  const { mountpoint, service } = place[group];
  for (const name of ['hast1', 'hast2'] as const) {
    const state = scene.pair.node(name).state();
    const here = name === node;
    expect(state.services.includes(service), scene.story()).toBe(here);
    expect(
      state.mounts.some((mount) => mount.mountpoint === mountpoint),
      scene.story(),
    ).toBe(here);
    expect(state.roles[group], scene.story()).toBe(here ? 'primary' : 'secondary');
  }
}
