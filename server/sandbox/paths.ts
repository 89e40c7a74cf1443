/** Folders of practice hosts: in the clone for persistent files, under /run for files of a running sandbox. */
import path from 'node:path'
import { appRoot } from '../app-root'

/** Leases of sandboxes, and the mount points of their file systems (each in its own mount namespace). */
export const RUN_FOLDER = '/run/taskbox-sandbox'

/** The path of a script or package in the clone; they are not in the bundle. */
export function sandboxFolder(...parts: string[]): string {
  return path.join(appRoot(), 'server', 'sandbox', ...parts)
}

/** Cache of downloads; inside the clone, so that no other folder changes. */
export function cacheFolder(): string {
  return path.join(appRoot(), 'node_modules', '.cache', 'taskbox-sandbox')
}
