/** `dist/cli.js` as the sources have it now: built again where one of them is younger. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'

const BUILD_MS = 60_000
const root = path.resolve(import.meta.dirname, '../..')
const FRESH =
  '[ -e dist/cli.js ] && [ -z "$(find server lib build.mjs -newer dist/cli.js -type f | head -n 1)" ]'
let fresh = false

/** Its path. Test files run beside each other: one builds, the others wait and find it done. */
export function freshBuild(): string {
  if (!fresh)
    execFileSync('flock', ['build.mjs', 'sh', '-c', `${FRESH} || exec node build.mjs`], {
      cwd: root,
      timeout: BUILD_MS,
    })
  fresh = true
  return path.join(root, 'dist/cli.js')
}
