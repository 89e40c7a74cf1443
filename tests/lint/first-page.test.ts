/** The first page loads no validation library: it is a sixth of the page's code, and only a server's response needs it. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const ENTRIES = ['app/layout.tsx', 'app/page.tsx']
const EXTENSIONS = ['.ts', '.tsx', '/index.ts', '/index.tsx']
const STATIC_IMPORT = /^(?:import|export) (?!type )(?:([^'"]*?) from )?'([^']+)'/gm

/** The modules that a file loads at once: no types, and no `import()`. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)].flatMap(([, names = '', target = '']) => {
    const [, inBraces] = /^\{([^}]*)\}$/.exec(names.trim()) ?? []
    const words = inBraces?.split(',').filter((name) => name.trim() !== '')
    if (words?.every((name) => name.trim().startsWith('type '))) return []
    if (!/^[.@]\.?\//.test(target)) return [target]
    const base = target.startsWith('@/') ? target.slice(2) : path.join(path.dirname(file), target)
    const found = EXTENSIONS.map((extension) => base + extension).find((name) => existsSync(name))
    return found ? [found] : []
  })
}

/** Every module that the entries load, each with the chain of files that leads to it. */
function loaded(): Map<string, string> {
  const chains = new Map(ENTRIES.map((entry) => [entry, entry]))
  for (const [file, chain] of chains)
    if (existsSync(file))
      for (const one of importsOf(file)) if (!chains.has(one)) chains.set(one, `${chain} > ${one}`)
  return chains
}

it('the first page does not load zod', () => {
  const modules = loaded()
  expect(modules.size).toBeGreaterThan(30)
  expect(modules.get('zod')).toBeUndefined()
})
