// Makes dist/carphast.js, which bin/carphast runs, and dist/cli.mjs, which that loads.
// Bundled, because unbundled modules cost a failover several times the start of node itself; the
// first one small and CommonJS, because it runs before the first tool is started.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

// Beside the one in use: devd may call carphast at any moment, also while it is built anew.
const made = 'dist.new';
const old = 'dist.old';
for (const directory of [made, old]) await rm(directory, { recursive: true, force: true });
await mkdir(made);
await writeFile(`${made}/package.json`, '{ "type": "commonjs" }\n');
await Promise.all([
  build({
    ...common,
    entryPoints: { carphast: 'src/main.ts' },
    outdir: made,
    format: 'cjs',
    plugins: [
      {
        name: 'the command line is a bundle of its own',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\/cli\.ts$/ }, () => ({ path: './cli.mjs', external: true })),
      },
    ],
  }),
  build({
    ...common,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: made,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // pino and commander are CommonJS and ask for node's modules by require.
    banner: {
      js: "import { createRequire as carphastRequire } from 'node:module'; const require = carphastRequire(import.meta.url);",
    },
  }),
]);

await rename('dist', old).catch(() => undefined);
await rename(made, 'dist');
await rm(old, { recursive: true, force: true });
