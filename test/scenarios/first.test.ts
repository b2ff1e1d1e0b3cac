import { expect, it } from 'vitest';
import { createScene, expectSound } from '../support/scene.ts';

const toml = `
services = ["mysql-server", "rpcbind", "mountd", "nfsd"]
`;
const services = [
  { name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', startMs: 800 },
];

it('clean hand-over', async () => {
  const scene = createScene({ toml, services, preempt: true, running: ['mysql-server', 'rpcbind', 'mountd', 'nfsd'] });
  await scene.pass(5);
  const status = await scene.carphast('hast1', 'release');
  await scene.rest();
  console.log(scene.story());
  console.log(scene.hast2.machine().log);
  expect(status).toBe(0);
  expect(scene.hast2.state().services).toContain('mysql-server');
  console.log(JSON.stringify(scene.history('hast2'), null, 1).slice(0, 3000));
  expectSound(scene);
});

it('power cut', async () => {
  const scene = createScene({ toml, services, preempt: true, running: ['mysql-server', 'rpcbind', 'mountd', 'nfsd'] });
  await scene.pass(5);
  scene.hast1.powerCut();
  await scene.rest();
  console.log(scene.story());
  expect(scene.hast2.state().services).toContain('mysql-server');
  expectSound(scene);
});
