/**
 * Bundles the server and the command line, with the libraries that they use, so that a start reads few files and needs
 * no compiler; and compresses what Next built for the browser, so that no request waits for it (server/http/static-files.ts).
 */
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'

const COMMON_JS = `
import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)
const { filename: __filename, dirname: __dirname } = import.meta
`

/** Excludes the messages of zod in fifty languages, which Taskbox does not use. */
const oneLanguage = {
  name: 'one-language',
  setup: ({ onLoad }) =>
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    })),
}

await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: ['server/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Next finds its own files in its package; ssh2 and socket.io's library look for compiled parts that may be missing.
  plugins: [oneLanguage],
  external: ['next', 'ssh2', 'bufferutil', 'utf-8-validate'],
  // Variables that CommonJS libraries expect.
  banner: { js: COMMON_JS },
  // Only libraries read it; `--dev` runs from the sources.
  define: { 'process.env.NODE_ENV': '"production"' },
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
})
await chmod('dist/cli.js', 0o755)

const FOLDER = '.next/static'
const text = (await readdir(FOLDER, { recursive: true })).filter((name) => /\.(js|css)$/.test(name))
const brotli = { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }
await Promise.all(
  text.map(async (name) => {
    const path = join(FOLDER, name)
    const content = await readFile(path)
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotli))
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }))
  }),
)
