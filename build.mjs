// Makes dist/carphast.js, which bin/carphast runs. One bundle, split where parts load lazily:
// unbundled modules cost a failover several times the start of node itself.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { carphast: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  // pino and commander are CommonJS and ask for node's modules by require.
  banner: {
    js: "import { createRequire as carphastRequire } from 'node:module'; const require = carphastRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
