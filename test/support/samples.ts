/** Output of each tool as it was recorded on the pair, without what other tools printed beside it. */
import { blocksOf, commandsLike } from './recordings.ts';

/** Without what a `grep carp` after it printed. */
export const ifconfigs = blocksOf(
  commandsLike(/ifconfig/),
  /^\S+: flags=/,
  /^(\t|\S+: flags=)/,
).map((text) => text.replace(/(\tnd6 .*\n)(?:\tcarp: .*\n)+$/, '$1'));

export const carpSysctls = blocksOf(
  commandsLike(/sysctl net\.inet\.carp$/),
  /^net\.inet\.carp\./,
  /^net\.inet\.carp\./,
);

export const hastLists = blocksOf(
  commandsLike(/hastctl list/),
  /^\w+:$/,
  /^(\w+:$| {2,4}[a-z ]+:)/,
).filter((text) => text.includes('statistics:'));

export const hastStatusHeader = 'Name\tStatus\t Role\t\tComponents\n';
export const hastStatuses = blocksOf(
  commandsLike(/hastctl status/),
  /^Name\tStatus\t Role/,
  /^\w+\t(?:ERR\d+$|[a-z-]+ +[a-z]+ +\/dev)/,
).filter((text) => text !== hastStatusHeader);

export const hastDumps = blocksOf(
  commandsLike(/hastctl dump/),
  /^resource: /,
  /^(resource: | {4}[a-z]+: )/,
);

const mountLine = /^\S+[\t ]+\S+[\t ]+\w+\t\S+[\t ]+\d \d$/;
export const mountTables = blocksOf(commandsLike(/mount -p/), mountLine, mountLine);

const processLine = /^ *\d+ +[\w?-]+ +[A-Z]\S* +\d+:\d\d\.\d\d /;
export const processTables = blocksOf(commandsLike(/ps axww \|/), processLine, processLine);

export const fstatHeader =
  'USER     CMD          PID   FD MOUNT      INUM MODE         SZ|DV R/W\n';
export const mountUsers = commandsLike(/fstat -f/).map(({ stdout }) => {
  const row = /^root {5}sleep .*\n/m.exec(stdout)?.[0] ?? '';
  return (stdout.includes(fstatHeader) ? fstatHeader : '') + row;
});

const poolLine = /^\w+\t[A-Z]+$/;
export const poolLists = blocksOf(commandsLike(/zpool list -H -o name,health/), poolLine, poolLine);
export const poolImports = blocksOf(
  commandsLike(/zpool import/),
  /^ {3}pool: /,
  /^(?: {3}pool| {5}id| {2}state|status| action| {3}see| config): |^ config:$|^$|^\t/,
).map((text) => text.replace(/\n+$/, '\n'));
export const poolStatuses = blocksOf(
  commandsLike(/zpool status/),
  /^ {2}pool: /,
  /^(?: state|status|action| {2}scan| {2}see|config|errors):|^ {2}scan|^ {3}see|^$|^\t/,
);

/** No pool of the recordings had datasets worth a list. */
export const datasetList =
  'tank\ton\tyes\t/tank\ntank/db\tnoauto\tno\t/var/db/with blank\ntank/old\ton\tno\tlegacy\ntank/vol\t-\t-\t-\n';

export const serviceAnswers = commandsLike(/^(?:time )?service \S+ onestatus$/);

export const checks = commandsLike(
  /^fsck(?:_ffs|_ufs)? (?:-t ufs )?-[py](?: -t ufs)? \/dev\/\S+$/,
).map((one) => ({
  mode: one.command.includes('-p') ? ('preen' as const) : ('repair' as const),
  status: one.exit,
  output: one.stdout + one.stderr,
}));

/** The recordings show the first three lines of the file. */
export const hastConfHeads = blocksOf(
  commandsLike(/head -3 \/etc\/hast\.conf/),
  /^# lab hast\.conf/,
  /^(?:timeout|exec) /,
);
export const hastConf = `# both nodes
timeout 5
listen tcp4://0.0.0.0:8457
on hast1 { pidfile /var/run/hastd.pid }
resource data {
	replication memsync # timeout 99
	on hast1 { local /dev/vtbd1
		remote tcp4://10.0.0.2 source none }
	on hast2 {
		local /dev/vtbd1
		remote [fe80::1]:8457
	}
}
resource zdata { timeout 30 checksum none exec /root/ev.sh
	on hast1 { remote none local /dev/vtbd2 } }
`;

export const fstab = `# Device\tMountpoint\tFStype\tOptions\tDump\tPass#
/dev/vtbd0p2\t/\tufs\trw\t1\t1
/dev/hast/data  /mnt/data ufs rw,noauto   # by carphast
  /dev/hast/x /mnt/with\\040blank\\134 ufs

#/dev/md9 /mnt/t ufs rw 2 2
tmpfs /tmp tmpfs rw,mode=1777 0 0`;

export const mountJson =
  '{"mount": {"fstab": [{"device":"/dev/md9","mntpoint":"/mnt/a b","fstype":"ufs",' +
  '"opts":"rw,noatime","dump":2,"pass":2}]}}\n';
