/** Where practice keeps things: in the clone what may stay, under /run what lives as long as a world. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { PracticeProblem } from './problem'

const manifest = z.object({ name: z.string() })

/** Claims of worlds, and the folders their file systems are mounted on (each in its own mount namespace). */
export const RUN_FOLDER = '/run/taskbox-practice'

function isRoot(folder: string): boolean {
  const file = path.join(folder, 'package.json')
  if (!existsSync(file)) return false
  const read = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return read.success && read.data.name === 'taskbox'
}

/** The clone's folder, found by walking up: the same from the sources and from the bundle in `dist/`. */
export function repositoryFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!isRoot(folder)) {
    const parent = path.dirname(folder)
    if (parent === folder) throw new PracticeProblem('package-missing', { from: import.meta.url })
    folder = parent
  }
  return folder
}

/** Scripts and packages that are files of the clone and no part of the bundle. */
export function practiceFolder(...parts: string[]): string {
  return path.join(repositoryFolder(), 'server', 'practice', ...parts)
}

/** Downloads that are worth keeping between two worlds; inside the clone, so that nothing else is touched. */
export function cacheFolder(): string {
  return path.join(repositoryFolder(), 'node_modules', '.cache', 'taskbox-practice')
}
