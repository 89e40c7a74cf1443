/** Finds Taskbox's root folder, which contains package.json and app, from the source tree and from the built file. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export function appRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) || !existsSync(join(folder, 'app'))) {
    const parent = dirname(folder)
    if (parent === folder)
      throw new Error(
        'Taskbox is incomplete: its folder was not found above the program file. Install Taskbox again.',
      )
    folder = parent
  }
  return folder
}
