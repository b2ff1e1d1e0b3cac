import type { Action } from '../plan/steps.ts';
import { check, probeDevice } from './executors/device.ts';
import { makeMountpoint, mount, unmount } from './executors/filesystem.ts';
import {
  awaitDevice,
  awaitPeer,
  awaitRelease,
  setRole,
  settle,
  startHastd,
} from './executors/hast.ts';
import { makeLink, takeLink } from './executors/link.ts';
import { mountDatasets } from './executors/datasets.ts';
import { exportPool, importPool } from './executors/pool.ts';
import { startService, stopService } from './executors/service.ts';
import { yieldAddress } from './executors/yield.ts';
import type { StepResult, Task } from './task.ts';

/** Does a step and verifies its effect by looking again. One executor for each kind of action. */
export async function execute(task: Task, action: Action): Promise<StepResult> {
  switch (action.kind) {
    case 'start-hastd':
      return startHastd(task, action);
    case 'settle':
      return settle(task, action);
    case 'await-release':
      return awaitRelease(task, action);
    case 'set-role':
      return setRole(task, action);
    case 'await-device':
      return awaitDevice(task, action);
    case 'await-peer':
      return awaitPeer(task, action);
    case 'probe-device':
      return probeDevice(task, action);
    case 'make-mountpoint':
      return makeMountpoint(task, action);
    case 'check':
      return check(task, action);
    case 'mount':
      return mount(task, action);
    case 'unmount':
      return unmount(task, action);
    case 'import':
      return importPool(task, action);
    case 'export':
      return exportPool(task, action);
    case 'mount-datasets':
      return mountDatasets(task, action);
    case 'link':
      return makeLink(task, action);
    case 'unlink':
      return takeLink(task, action);
    case 'start':
      return startService(task, action);
    case 'stop':
      return stopService(task, action);
    case 'yield':
      return yieldAddress(task, action);
  }
}
