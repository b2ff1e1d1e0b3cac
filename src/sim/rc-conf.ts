/** What rc.conf says, as far as a shell's plain assignments go. */
import { fileText } from './files.ts';
import type { NodeModel } from './state.ts';

export const rcConfPaths = ['/etc/rc.conf', '/etc/rc.conf.local'] as const;

/** Of /etc/defaults/rc.conf. */
const defaults: Readonly<Record<string, string | undefined>> = {
  devd_enable: 'YES',
  hastd_enable: 'NO',
  mountd_enable: 'NO',
  nfs_server_enable: 'NO',
  rcshutdown_timeout: '90',
  rpc_lockd_enable: 'NO',
  rpc_statd_enable: 'NO',
  rpcbind_enable: 'NO',
  zfs_enable: 'NO',
};

/** With the default; undefined where there is neither. */
export function rcSetting(node: NodeModel, name: string): string | undefined {
  return assigned(node, name) ?? defaults[name];
}

/** The last assignment counts; rc.subr reads rc.conf.d/SERVICE after the rest. */
export function assigned(node: NodeModel, name: string, service?: string): string | undefined {
  const own = service === undefined ? [] : [`/etc/rc.conf.d/${service}`];
  const texts = [...rcConfPaths, ...own].map((path) => fileText(node.files, path) ?? '');
  const lines = texts.flatMap((text) => text.split('\n'));
  const line = lines.findLast((one) => assigns(one, name));
  return line === undefined ? undefined : valueOf(line);
}

export function assigns(line: string, name: string): boolean {
  return line.trimStart().startsWith(`${name}=`);
}

function valueOf(line: string): string {
  const [, double, single, plain] = /=(?:"([^"]*)"|'([^']*)'|([^\s;#]*))/.exec(line) ?? [];
  return double ?? single ?? plain ?? '';
}
