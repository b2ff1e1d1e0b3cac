import type { Call } from '../command.ts';
import { linked, powered } from '../network.ts';
import { peerOf } from '../state.ts';

const connectMs = 150;

/** `ssh [options] -- USER@HOST WORD...`: runs the words on the other node, by whatever stands for sshd there. */
export async function ssh(call: Call): Promise<number> {
  const { node, args } = call;
  const cut = args.indexOf('--');
  const [target = '', ...words] = args.slice(cut + 1);
  const host = target.replace(/^.*@/, '');
  const peer = peerOf(node);
  const reachable = powered(peer) && linked(node, host.startsWith('10.0.0.') ? 'sync' : 'client');
  if (!reachable) {
    await call.sleep(timeoutOf(args) * 1000);
    call.err(`ssh: connect to host ${host} port 22: Operation timed out`);
    return 255;
  }
  await call.sleep(connectMs);
  const answer = await peer.remote?.(words);
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
