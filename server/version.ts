import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { appRoot } from './app-root'

/** The version of Taskbox, from its package.json. */
export function taskboxVersion(): string {
  const text = readFileSync(join(appRoot(), 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
