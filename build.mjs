/** Bundles the server and the command line into one file, so that a start reads one file and needs no compiler. */
import { chmod } from 'node:fs/promises'
import { build } from 'esbuild'

const outfile = 'dist/cli.js'

await build({
  entryPoints: ['server/cli.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
})
await chmod(outfile, 0o755)
