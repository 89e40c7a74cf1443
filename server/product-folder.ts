/** Where the product lies: the folder with its package.json, from the source tree and from the built file alike. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export function productFolder(): string {
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
