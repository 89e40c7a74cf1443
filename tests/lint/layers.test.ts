/** Lint enforces the layers of docs/architecture.md: every forbidden import is an error. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const ROW = /^\| (\d) \| ((?:`[a-z-]+(?:\.ts)?`(?:, )?)+) \|/gm

/** Names in `lib`, without `.ts`, with their layers. */
const layers = new Map(
  [...readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8').matchAll(ROW)].flatMap(
    ([, layer, names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, Number(layer)] as const),
  ),
)
const folders = [...layers.keys()].filter((name) => !name.endsWith('.ts'))

/** A module in `lib` as an import names it. */
const inLib = (name: string) => (name.endsWith('.ts') ? name.slice(0, -3) : `${name}/any`)

/** The modules that a folder of `lib` must not import, and some that it may. */
function modulesFor(folder: string, up: string): [forbidden: string[], allowed: string[]] {
  const others = [...layers].filter(([name]) => name !== folder)
  const modules = (wanted: typeof others) =>
    wanted.flatMap(([name]) => [`@/lib/${inLib(name)}`, `${up}${inLib(name)}`])
  const isLower = ([, layer]: readonly [string, number]) => layer < (layers.get(folder) ?? 0)
  const outside = ['server', 'components', 'app', 'tests'].map((name) => `@/${name}/any`)
  const platform = ['node:fs', 'react', 'react-dom/client', 'next/link', 'ssh2', 'socket.io']
  return [
    [...modules(others.filter((other) => !isLower(other))), ...outside, ...platform],
    [...modules(others.filter(isLower)), './any', 'zod'],
  ]
}

/** Files with one import in each line: the forbidden ones first. */
const planted = new Map<string, [forbidden: string[], allowed: string[]]>([
  ...folders.flatMap((folder) => [
    [`lib/${folder}/planted.ts`, modulesFor(folder, '../')] as const,
    [`lib/${folder}/deeper/planted.ts`, modulesFor(folder, '../../')] as const,
  ]),
  [
    'server/runs/planted.ts',
    [
      ['@/components/any', '../../app/any', '@/tests/any'],
      ['@/lib/contract/any', 'node:fs', 'ssh2'],
    ],
  ],
  [
    'components/run/planted.tsx',
    [
      ['@/server/any', '../../app/any', '@/tests/any', 'node:fs', 'ssh2'],
      ['@/lib/contract/any', 'react'],
    ],
  ],
  [
    'app/planted.tsx',
    [
      ['@/server/any', '../tests/any'],
      ['@/components/any', 'next/link'],
    ],
  ],
])

describe('lint', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'taskbox-lint-'))
  /** Lines with an error, by file. */
  const errors = new Map<string, Set<number>>()

  beforeAll(async () => {
    cpSync(path.join(ROOT, 'biome.json'), path.join(directory, 'biome.json'))
    for (const [name, imports] of planted) {
      const file = path.join(directory, name)
      mkdirSync(path.dirname(file), { recursive: true })
      const lines = imports.flat().map((module) => `import type { Any } from '${module}'\n`)
      writeFileSync(file, lines.join(''))
    }
    const only = ['--only=style/noRestrictedImports', '--max-diagnostics=none', '--vcs-enabled=false']
    const { stdout } = await execa('biome', ['lint', ...only, '--reporter=json', '.'], {
      cwd: directory,
      preferLocal: true,
      localDir: ROOT,
      reject: false,
    })
    const report: { diagnostics: { location: { path: string; start: { line: number } } }[] } =
      JSON.parse(stdout)
    for (const { location } of report.diagnostics)
      errors.set(location.path, (errors.get(location.path) ?? new Set()).add(location.start.line))
  })

  afterAll(() => rmSync(directory, { recursive: true }))

  it.each([...planted])(
    'rejects exactly the imports that the layers forbid: %s',
    (name, [forbidden, allowed]) => {
      const modules = [...forbidden, ...allowed]
      const rejected = modules.filter((_, index) => errors.get(name)?.has(index + 1))
      expect(rejected).toEqual(forbidden)
    },
  )
})

it('gives every folder and file of lib a layer', () => {
  expect([...layers.keys()].sort()).toEqual(readdirSync(path.join(ROOT, 'lib')).sort())
})
