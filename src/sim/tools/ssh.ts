import type { Call } from '../command.ts';
import { linked, powered, syncAddress } from '../network.ts';
import { peerOf } from '../state.ts';

const connectMs = 150;

/**
 * `ssh [options] -- USER@HOST WORD...`: runs the words on the other node, by whatever stands for sshd
 * there; or here, where HOST is this node itself.
 */
export async function ssh(call: Call): Promise<number> {
  const { node, args } = call;
  const cut = args.indexOf('--');
  const [target = '', ...words] = args.slice(cut + 1);
  const host = target.replace(/^.*@/, '');
  const self = host === syncAddress(node);
  const reached = self ? node : peerOf(node);
  const network = host.startsWith('10.0.0.') ? 'sync' : 'client';
  const reachable = self || (powered(reached) && linked(node, network));
  if (!reachable) {
    await call.sleep(timeoutOf(args) * 1000);
    call.err(`ssh: connect to host ${host} port 22: Operation timed out`);
    return 255;
  }
  await call.sleep(connectMs);
  const answer = await reached.remote?.(words);
  if (answer === undefined) {
    call.err(`ssh: connect to host ${host} port 22: Connection refused`);
    return 255;
  }
  call.write(answer.stdout);
  return answer.status;
}

/** Seconds. */
function timeoutOf(args: readonly string[]): number {
  const option = args.find((one) => one.startsWith('ConnectTimeout='));
  return option === undefined ? 75 : Number(option.slice('ConnectTimeout='.length));
}
