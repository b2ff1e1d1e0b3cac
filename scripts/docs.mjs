// Writes what is made from the code: docs/codes.md, docs/lifecycle.md, the tables of
// docs/configuration.md, the manual pages, and the completions of the shells.
// `node scripts/docs.mjs --check` writes nothing, and fails when they are not current.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const read = (path) => {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    return '';
  }
};
const { anyPageOf, everyCode, lifecycle, manual, completions, program } = await load();
const scenarios = readdirSync(new URL('scenarios', root))
  .filter((name) => name.endsWith('.toml'))
  .map((name) => name.slice(0, -'.toml'.length))
  .sort();
const today = new Date().toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const documents = {
  'docs/codes.md': codesPage(everyCode.map((code) => [code, anyPageOf(code)])),
  'docs/lifecycle.md': lifecyclePage(lifecycle),
  'docs/configuration.md': manual.configurationDocument(read('docs/configuration.md')),
  ...manual.manualPages({ program, read, today }),
  ...completions(program, scenarios),
};
const stale = [];

for (const [path, text] of Object.entries(documents)) {
  if (read(path) === text) continue;
  stale.push(path);
  if (process.argv.includes('--check')) continue;
  mkdirSync(new URL('.', new URL(path, root)), { recursive: true });
  writeFileSync(new URL(path, root), text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`not current: ${stale.join(', ')}. Type: npm run docs`);
  process.exitCode = 1;
}

/** One bundle of all that it is made from; no command is run, and no machine opened. */
async function load() {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { declareProgram } from './src/cli.ts';
        export { anyPageOf, everyCode } from './src/commands/code-pages.ts';
        export { lifecycle } from './src/plan/lifecycle.ts';
        export * as manual from './src/manual/generated.ts';
        export { completions } from './src/completion/generated.ts';
        const outside = { open: () => undefined, write: () => undefined };
        export const program = declareProgram(outside, () => undefined);`,
      resolveDir: root.pathname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    // commander and pino are CommonJS and ask for node's modules by require.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');",
    },
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
