// Writes the documents that are made from the code: docs/codes.md and docs/lifecycle.md.
// `node scripts/docs.mjs --check` writes nothing, and fails when they are not current.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const { anyPageOf, everyCode, lifecycle } = await load();
const documents = {
  'docs/codes.md': codesPage(everyCode.map((code) => [code, anyPageOf(code)])),
  'docs/lifecycle.md': lifecyclePage(lifecycle),
};
const stale = [];

for (const [path, text] of Object.entries(documents)) {
  if ((await readFile(new URL(path, root), 'utf8').catch(() => '')) === text) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) await writeFile(new URL(path, root), text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`not current: ${stale.join(', ')}. Type: node scripts/docs.mjs`);
  process.exitCode = 1;
}

/** Both tables are pure data; one bundle holds them. */
async function load() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export { anyPageOf, everyCode } from './src/commands/code-pages.ts'; export { lifecycle } from './src/plan/lifecycle.ts';",
      resolveDir: root.pathname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
}

function codesPage(entries) {
  const kinds = [
    [
      'refusal',
      'Refusals',
      'A guard said no before anything was changed (or while it was waited for).',
    ],
    [
      'hold',
      'Holds',
      'The group stays at standby (or, frozen, as it is), whatever CARP says, until an operator ends it.',
    ],
    ['failure', 'Failures', 'A step was tried, and its effect could not be verified.'],
    [
      'check',
      'Checks',
      '`carphast check` found a reason why a failover would not work, or not as it should.',
    ],
  ];
  return document([
    '# Codes',
    notice('src/plan and src/check'),
    'Every refusal, failure and finding has a code that does not change. Log lines, `history`, `status` and `plan` name it;\n`carphast explain CODE` prints what stands here.',
    ...kinds.flatMap(([kind, heading, meaning]) => [
      `## ${heading}`,
      meaning,
      ...entries
        .filter(([, page]) => page.kind === kind)
        .flatMap(([code, page]) => codeSection(code, page)),
    ]),
  ]);
}

function codeSection(code, { title, cause, risk, next, severity }) {
  return [
    `### ${code}`,
    `**${title}**${severity === undefined ? '' : ` (${severity})`}`,
    [`- Cause: ${cause}`, `- Risk: ${risk}`, `- Next: ${next}`].join('\n'),
  ];
}

function lifecyclePage(edges) {
  const arrows = edges.map(({ from, on, to }) => `    ${from} --> ${to}: ${on}`);
  const rows = edges.map(
    ({ from, on, to, sentence }) => `| ${from} | ${on} | ${to} | ${sentence} |`,
  );
  return document([
    '# The life of a group on a node',
    notice('src/plan/lifecycle.ts'),
    'Seven states, and no file that keeps them. Between two runs the state is read off the machine: `active` when\nnothing is left to do to serve, `standby` when nothing is left to release, `held` when an operator or the breaker\nholds it there, `failed` when it is neither. `promoting` and `demoting` last while a run is at work.\n`frozen` is whatever it was when an operator said so.\n\nThe sentences are the ones in the log.',
    ['```mermaid', 'stateDiagram-v2', '    [*] --> standby', ...arrows, '```'].join('\n'),
    ['| from | on | to | sentence |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ]);
}

function notice(source) {
  return `<!-- Made from ${source} by scripts/docs.mjs; do not edit. -->`;
}

function document(parts) {
  return `${parts.join('\n\n')}\n`;
}
