import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'

const lock = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) })
const file = path.resolve(import.meta.dirname, '../../package-lock.json')

it('every locked package is known by its content, those of other platforms too', async () => {
  const { packages } = lock.parse(JSON.parse(await readFile(file, 'utf8')))
  const names = Object.keys(packages).filter((name) => name !== '')
  expect(names.length).toBeGreaterThan(100)
  for (const name of names) expect(packages[name]?.integrity, name).toMatch(/^sha512-[\w+/]{86}==$/)
})
