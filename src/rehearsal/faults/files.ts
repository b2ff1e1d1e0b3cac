import { openPath } from '../../history/paths.ts';
import { fault, once, type Fault, type Target } from './fault.ts';

/** What lies where; only for scenarios that ask for it. */
export const fileFaults: readonly Fault[] = [
  fault(
    'file-put',
    'somebody puts a file on the root disk',
    once(({ node, text }) => {
      node.files.put(text('path'), text('text'));
    }),
    { takes: { path: '', text: '' }, weight: 0 },
  ),
  fault(
    'file-gone',
    'a file or a directory of the root disk is gone',
    once(({ node, text }) => {
      node.files.drop(text('path'));
    }),
    { takes: { path: '' }, weight: 0 },
  ),
  fault(
    'client-writes',
    'a client writes a file',
    once(({ node, text }) => void node.write(text('path'), text('text'))),
    { takes: { path: '/mnt/data/file', text: 'written' }, weight: 0 },
  ),
  fault(
    'pid-reused',
    'what a killed run has left ends, and its process id goes to somebody else',
    once(reusePid),
    { takes: { command: 'sshd: root@pts/0' }, weight: 0 },
  ),
];

/** As if the id had come round: the record of the killed run names the new process. */
function reusePid({ node, config, text }: Target): void {
  const pid = node.umountBusy('/root', { command: text('command') });
  for (const { name } of config.groups) {
    const path = openPath(name);
    const record = node.files.text(path);
    if (record !== undefined)
      node.files.put(path, record.replace(/"pid":\d+/g, `"pid":${pid}`), 0o600);
  }
}
