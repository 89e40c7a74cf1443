/** Where practice keeps things: in the clone what may stay, under /run what lives as long as a world. */
import path from 'node:path'
import { productFolder } from '../product-folder'

/** Claims of worlds, and the folders their file systems are mounted on (each in its own mount namespace). */
export const RUN_FOLDER = '/run/taskbox-practice'

/** Scripts and packages that are files of the clone and no part of the bundle. */
export function practiceFolder(...parts: string[]): string {
  return path.join(productFolder(), 'server', 'practice', ...parts)
}

/** Downloads that are worth keeping between two worlds; inside the clone, so that nothing else is touched. */
export function cacheFolder(): string {
  return path.join(productFolder(), 'node_modules', '.cache', 'taskbox-practice')
}
