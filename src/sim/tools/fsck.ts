import type { Call } from '../command.ts';
import { violate, type Damage, type UfsData } from '../state.ts';
import {
  deviceWorker,
  fileSystemOn,
  readDevice,
  resourceOfDevice,
  uncleanAfter,
  writable,
  writeDevice,
} from '../storage.ts';

const summary = '21 files, 354 used, 15397 free (29 frags, 1921 blocks, 0.2% fragmentation)';
const cleanSummary = 'clean, 15397 free (29 frags, 1921 blocks, 0.2% fragmentation)';
const salvages = [
  'FREE BLK COUNT(S) WRONG IN SUPERBLK',
  'SUMMARY INFORMATION BAD',
  'BLK(S) MISSING IN BIT MAPS',
];

/** `fsck_ffs -p DEVICE` and `fsck_ffs -y DEVICE`. */
export async function fsck(call: Call): Promise<number> {
  const device = call.args.find((one) => one.startsWith('/')) ?? '';
  const preen = call.args.includes('-p');
  const { node } = call;
  if (deviceWorker(node, device) === undefined) {
    call.out(`Can't stat ${device}: No such file or directory`);
    return preen ? 3 : 8;
  }
  const open = writable(node, device);
  if ((await readDevice(node, device, call)) === 'gone') return vanished(call, device);
  const data = ufsOn(call, device);
  if (data === undefined) {
    call.out('Cannot find file system superblock');
    if (!preen) call.out('Cannot find file system superblock');
    return preen ? 3 : 8;
  }
  watchOverlap(call, device);
  if (!open) return withoutWriting(call, device, preen, data);
  if (node.faults.fsckHangs) return call.forever();
  if (preen && isClean(data, device)) return skip(call, device);
  await call.sleep(node.faults.fsckMs);
  if (deviceWorker(node, device) === undefined) return vanished(call, device);
  const now = ufsOn(call, device) ?? data;
  return preen ? preenAll(call, device, now) : repair(call, device, now);
}

function ufsOn({ node }: Call, device: string): UfsData | undefined {
  const found = fileSystemOn(node, device);
  return found?.filesystem === 'ufs' ? found : undefined;
}

function isClean({ unclean }: UfsData, device: string): boolean {
  return !unclean.includes(device);
}

function watchOverlap(call: Call, device: string): void {
  const { node } = call;
  const others = [...node.processes.values()].filter(
    (one) =>
      one !== call.process &&
      /\/fsck_ffs /.test(one.command) &&
      one.command.split(' ').includes(device),
  );
  if (others.length > 0)
    violate(node.world, 'fsck', `${node.name}: two checks of ${device} ran at the same time`);
  if (node.mounts.some(({ special }) => special === device))
    violate(node.world, 'fsck', `${node.name}: ${device} was checked while it was mounted`);
}

function vanished(call: Call, device: string): number {
  call.out(`${device}: CANNOT READ BLK: 128: Device not configured`);
  call.out(`${device}: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.`);
  return 8;
}

function withoutWriting(call: Call, device: string, preen: boolean, data: UfsData): number {
  if (preen) {
    call.out(`${device}: NO WRITE ACCESS`);
    call.out(`${device}: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.`);
    return 8;
  }
  call.out(`** ${device} (NO WRITE)`);
  if (data.journal === 'suj') {
    call.write(`** SU+J Recovering ${device}\n\nUSE JOURNAL? no\n\n`);
    call.write('** Skipping journal, falling through to full fsck\n\n');
  }
  phases(call, data);
  call.out(summary);
  return 0;
}

function skip(call: Call, device: string): number {
  call.out(`${device}: FILE SYSTEM CLEAN; SKIPPING CHECKS`);
  call.out(`${device}: ${cleanSummary}`);
  return 0;
}

function phases(call: Call, data: UfsData): void {
  call.out(`** Last Mounted on ${data.lastMounted}`);
  call.out('** Phase 1 - Check Blocks and Sizes');
  call.out('** Phase 2 - Check Pathnames');
  call.out('** Phase 3 - Check Connectivity');
  call.out('** Phase 4 - Check Reference Counts');
  call.out('** Phase 5 - Check Cyl groups');
}

function journalWorks(data: UfsData): boolean {
  return data.journal === 'suj' && (data.damage === 'none' || data.damage === 'preen');
}

async function preenAll(call: Call, device: string, data: UfsData): Promise<number> {
  if (data.damage !== 'none' && data.damage !== 'preen') {
    call.out(`${device}: 5120 DUP I=5`);
    call.out(`${device}: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.`);
    return 8;
  }
  if (journalWorks(data)) {
    replay(call, device, false);
    call.out('');
    call.out('***** FILE SYSTEM MARKED CLEAN *****');
  } else {
    for (const line of salvages) call.out(`${device}: ${line} (SALVAGED)`);
    call.out(`${device}: ${summary}`);
  }
  return mend(call, device, 'none', true);
}

function replay(call: Call, device: string, asking: boolean): void {
  call.out(`** SU+J Recovering ${device}`);
  if (asking) call.write('\nUSE JOURNAL? yes\n\n');
  call.out('** Reading 4194304 byte journal from inode 4.');
  if (asking) call.write('\nRECOVER? yes\n\n');
  call.out('** Building recovery table.');
  call.out('** Resolving unreferenced inode list.');
  call.out('** Processing journal entries.');
  if (asking) call.write('\nWRITE CHANGES? yes\n\n\n***** FILE SYSTEM IS CLEAN *****\n');
  call.out('** 120 journal records in 4608 bytes for 83.33% utilization');
  call.out('** Freed 11 inodes (5 dirs) 67 blocks, and 5 frags.');
}

async function repair(call: Call, device: string, data: UfsData): Promise<number> {
  call.out(`** ${device}`);
  if (!isClean(data, device) && journalWorks(data)) {
    replay(call, device, true);
    call.write('\n***** FILE SYSTEM MARKED CLEAN *****\n');
    return mend(call, device, 'none', true);
  }
  if (data.journal === 'suj') {
    call.out(`** SU+J Recovering ${device}`);
    call.out('Journal timestamp does not match fs mount time');
    call.write('** Skipping journal, falling through to full fsck\n\n');
  }
  phases(call, data);
  if (data.damage === 'hopeless') return hopeless(call);
  if (isClean(data, device)) {
    call.write(`${summary}\n\n***** FILE SYSTEM IS CLEAN *****\n`);
    return 0;
  }
  for (const line of salvages) call.write(`${line}\nSALVAGE? yes\n\n`);
  call.out(summary);
  if (data.damage === 'needs-y-twice') {
    call.write('\n***** FILE SYSTEM STILL DIRTY *****\n\n***** FILE SYSTEM WAS MODIFIED *****\n');
    call.write('\n***** PLEASE RERUN FSCK *****\n');
    return mend(call, device, 'needs-y', false);
  }
  call.write('\n***** FILE SYSTEM MARKED CLEAN *****\n\n***** FILE SYSTEM WAS MODIFIED *****\n');
  return mend(call, device, 'none', true);
}

function hopeless(call: Call): number {
  call.out('ROOT INODE UNALLOCATED');
  call.out('ALLOCATE? yes');
  call.out('');
  call.out('CANNOT ALLOCATE ROOT INODE');
  return 8;
}

async function mend(call: Call, device: string, damage: Damage, clean: boolean): Promise<number> {
  const done = await writeDevice(
    call.node,
    device,
    (data) =>
      data.type === 'ufs'
        ? {
            ...data,
            damage,
            unclean: uncleanAfter(data, device, clean),
            version: data.version + 1,
          }
        : data,
    call,
  );
  if (done === 'gone') return vanished(call, device);
  return clean ? 0 : 16;
}

/** Reads a block, writes, or opens for writing. */
export async function dd(call: Call): Promise<number> {
  const value = (key: string): string =>
    call.args.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
  const [from, to] = [value('if'), value('of')];
  const count = Number(value('count') || '1');
  const size = value('bs').endsWith('k')
    ? parseInt(value('bs'), 10) * 1024
    : Number(value('bs') || '512');
  const device = resourceOfDevice(call.node, to) === undefined ? from : to;
  const trouble = openError(call, device, device === to);
  if (trouble !== undefined) {
    call.err(`dd: ${device}: ${trouble}`);
    return 1;
  }
  const bytes = size * count;
  const done = await move(call, device, device === to, bytes);
  if (done === 'gone') {
    call.err(`dd: ${device}: Device not configured`);
    call.err('0+0 records in\n0+0 records out\n0 bytes transferred in 0.000100 secs (0 bytes/sec)');
    return 1;
  }
  call.err(`${count}+0 records in\n${count}+0 records out`);
  call.err(
    `${bytes} bytes transferred in 0.010126 secs (${Math.round(bytes / 0.010126)} bytes/sec)`,
  );
  return 0;
}

function openError(call: Call, device: string, writing: boolean): string | undefined {
  if (deviceWorker(call.node, device) === undefined) return 'No such file or directory';
  return writing && !writable(call.node, device) ? 'Operation not permitted' : undefined;
}

async function move(call: Call, device: string, writing: boolean, bytes: number): Promise<string> {
  if (!writing) return readDevice(call.node, device, call);
  if (bytes === 0) return 'written';
  return writeDevice(call.node, device, (data) => data, call, bytes);
}
