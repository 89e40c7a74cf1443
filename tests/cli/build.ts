/** Builds `dist/cli.js` if a source file is newer. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'

const BUILD_MS = 60_000
const root = path.resolve(import.meta.dirname, '../..')
const FRESH =
  '[ -e dist/cli.js ] && [ -z "$(find server lib build.mjs -newer dist/cli.js -type f | head -n 1)" ]'
let isBuilt = false

/** Returns its path. Test files run concurrently: one builds, the others wait. */
export function freshBuild(): string {
  if (!isBuilt)
    execFileSync('flock', ['build.mjs', 'sh', '-c', `${FRESH} || exec node build.mjs`], {
      cwd: root,
      timeout: BUILD_MS,
    })
  isBuilt = true
  return path.join(root, 'dist/cli.js')
}
