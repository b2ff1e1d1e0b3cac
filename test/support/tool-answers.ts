import type { Role } from '../../src/freebsd/types.ts';
import type { Answer } from './scripted.ts';

/** `mount -p`, of the root and lines like `/dev/hast/data /data`. */
export function mountTable(...lines: readonly string[]): Answer {
  const rows = ['/dev/ada0p2 /', ...lines].map(
    (line) => `${line.replace(' ', '\t')}\tufs\trw\t0 0`,
  );
  return { stdout: `${rows.join('\n')}\n` };
}

/** `service NAME onestatus` of a service that runs as these processes, or not at all. */
export function statusOf(name: string, ...pids: readonly number[]): Answer {
  return pids.length === 0
    ? { status: 1, stdout: `${name} is not running.\n` }
    : { stdout: `${name} is running as pid ${pids.join(' ')}.\n` };
}

export const cannotTell: Answer = { status: 1, stderr: "mysql: unknown directive 'onestatus'." };

/** `zpool list -H -o name,health`, of `tank ONLINE`. */
export function poolList(...lines: readonly string[]): Answer {
  return { stdout: lines.map((line) => `${line.replace(' ', '\t')}\n`).join('') };
}

/** `zfs list`, of `tank on yes /tank`. */
export function datasetList(...lines: readonly string[]): Answer {
  return { stdout: lines.map((line) => `${line.replaceAll(' ', '\t')}\n`).join('') };
}

/** `hastctl list` of the resource `data`; hast.conf's `name` may give its device another name. */
export function hastList(role: Role, workerPid?: number, provider = 'data'): Answer {
  const lines = [
    'data:',
    `  role: ${role}`,
    `  provname: ${provider}`,
    '  localpath: /dev/vtbd1',
    '  extentsize: 2097152 (2.0MB)',
    '  keepdirty: 64',
    '  remoteaddr: tcp4://10.0.0.2',
    '  replication: memsync',
    ...(role === 'init' ? [] : ['  status: complete']),
    ...(workerPid === undefined ? [] : [`  workerpid: ${workerPid}`]),
    '  dirty: 0 (0B)',
    '  statistics:',
    '    reads: 0',
    '    local errors: read: 0, write: 0, delete: 0, flush: 0',
  ];
  return { stdout: `${lines.join('\n')}\n` };
}

/** `hastctl status` of the resource `data`. */
export function hastStatus(status: string, role: Role): Answer {
  return {
    stdout: `Name\tStatus\t Role\t\tComponents\ndata\t${status} ${role} /dev/vtbd1\ttcp4://10.0.0.2\n`,
  };
}

/** `ps axww`, of `4711 hastd: data (secondary)`. */
export function processTable(...lines: readonly string[]): Answer {
  const rows = ['1 /sbin/init', ...lines].map((line) => {
    const [pid = '', ...words] = line.split(' ');
    return `${pid} - S 0:00.01 ${words.join(' ')}${words[0] === 'hastd:' ? ' (hastd)' : ''}`;
  });
  return { stdout: `${rows.join('\n')}\n` };
}

/** `fstat -f MOUNTPOINT`, of `www nginx 300`. */
export function usersOf(mountpoint: string, ...lines: readonly string[]): Answer {
  const rows = lines.map((line) => {
    const [user = '', command = '', pid = ''] = line.split(' ');
    return `${user} ${command} ${pid} wd ${mountpoint} 2 drwxr-xr-x 512 r`;
  });
  return { stdout: `USER CMD PID FD MOUNT INUM MODE SZ|DV R/W\n${rows.join('\n')}\n` };
}
