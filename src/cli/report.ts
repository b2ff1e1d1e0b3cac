import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createFiles } from '../system/files.ts';
import { count } from './count.ts';
import type { WithSession } from './with-session.ts';

export function declareReport(program: Command, withSession: WithSession): void {
  program
    .command('report')
    .description('the history of one or both nodes as an HTML file')
    .requiredOption('--html <file>', 'where to write it; - is standard output')
    .option('--peer-history <file>', 'a copy of history.jsonl of the other node, to show both')
    .option('-n, --last <count>', 'so many timelines', count, 20)
    .action((options: ReportWords) =>
      withSession(async ({ session }) => {
        const { report } = await import('../commands/report.ts');
        const { html, peerHistory, last } = options;
        return report(session, {
          html: html === '-' ? html : resolve(html),
          last,
          files: createFiles('/'),
          ...(peerHistory === undefined ? {} : { peerHistory: resolve(peerHistory) }),
        });
      }),
    );
}

interface ReportWords {
  readonly html: string;
  readonly peerHistory?: string;
  readonly last: number;
}
