/** Builds the command line without masking, to prove that the leak scan finds the secrets that masking removes. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'

const root = path.resolve(import.meta.dirname, '../../..')
const MASK_NOTHING = `export const createByteMask = () => ({
  lookaround: 1, mask: (bytes) => bytes, pendingFrom: (bytes) => bytes.length,
})`

const withoutMask: Plugin = {
  name: 'without-mask',
  setup: ({ onLoad }) =>
    onLoad({ filter: /lib\/secrets\/mask-bytes\.ts$/ }, () => ({ contents: MASK_NOTHING, loader: 'ts' })),
}

/** Returns the path of the built program, in the product's folder, where it finds the pages. */
export async function buildUnmasked(): Promise<string> {
  const outdir = path.join(root, 'tests/browser/out/unmasked')
  await rm(outdir, { recursive: true, force: true })
  await build({
    entryPoints: [path.join(root, 'server/cli.ts')],
    outdir,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['next', 'ssh2', 'bufferutil', 'utf-8-validate'],
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)
const { filename: __filename, dirname: __dirname } = import.meta`,
    },
    plugins: [withoutMask],
    logLevel: 'warning',
  })
  return path.join(outdir, 'cli.js')
}
