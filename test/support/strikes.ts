import { expect } from 'vitest';
import type { NodeName } from '../../src/sim/index.ts';
import type { Strike } from './cuts.ts';
import { expectServes } from './full-pair.ts';
import { killAll, makeMaster } from './pairs.ts';
import type { Scene } from './scene.ts';

export function peerOf(node: NodeName): NodeName {
  return node === 'hast1' ? 'hast2' : 'hast1';
}

/** Moves the address for good: of two that are equally fast each might back down. */
export async function moveAddress(scene: Scene, node: NodeName): Promise<void> {
  const { exec } = scene.pair.node(peerOf(node)).machine();
  const args = ['em0', 'vhid', '1', 'advskew', '200'];
  await exec({ tool: '/sbin/ifconfig', args, limitMs: 5000 });
  await makeMaster(scene, node);
}

/** `shutdown -p now` with the rc script's stop, then power on with its start. */
const shutdown: Strike = (scene, node) => {
  const { onShutdown, cleanStop, state } = scene.pair.node(node);
  onShutdown(() => scene.launch(node, 'release').ended.then(() => undefined));
  const off = cleanStop();
  return async () => {
    await scene.pair.clock.until(off);
    expect(state().power, scene.story()).toBe('off');
    await bootBesideThePeer(scene, node, 'resume');
  };
};

const powerCut: Strike = (scene, node) => {
  scene.pair.node(node).powerCut();
  return () => bootBesideThePeer(scene, node, 'reconcile');
};

async function bootBesideThePeer(scene: Scene, node: NodeName, word: string): Promise<void> {
  await scene.rest();
  expectServes(scene, peerOf(node));
  const { onBoot, boot } = scene.pair.node(node);
  onBoot(() => void scene.launch(node, word));
  await scene.pair.clock.until(boot());
  await scene.rest();
  // A primary without a connection tries again every 10 s.
  await scene.pass(12);
}

const kill: Strike = (scene, node) => {
  killAll(scene, node);
  return async () => {
    await scene.carphast(node, 'reconcile');
    await scene.rest();
  };
};

const killAndMove: Strike = (scene, node) => {
  killAll(scene, node);
  return async () => {
    await scene.pass(1);
    await scene.pair.clock.until(moveAddress(scene, peerOf(node)));
    await scene.rest();
  };
};

/** The address goes back to where it came from. */
const supersede: Strike = (scene) => {
  const moved = moveAddress(scene, 'hast1');
  return async () => {
    await scene.pair.clock.until(moved);
    await scene.rest();
  };
};

const cableOut: Strike = (scene, node) => {
  scene.pair.node(node).cableOut('client');
  return async () => {
    await scene.rest();
    expectServes(scene, peerOf(node));
    scene.pair.node(node).cableIn('client');
    await scene.rest();
  };
};

export const strikes = {
  shutdown,
  kill,
  'power cut': powerCut,
  'superseding event': supersede,
  'kill, and the address moves': killAndMove,
  'cable pulled': cableOut,
};
