/** The documents name files of the repository: a renamed or deleted file must not leave a stale reference. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FOLDERS = ['app', 'components', 'docs', 'lib', 'public', 'server', 'tests']
/** Created by a test run. */
const GENERATED = 'tests/browser/out'

const LINK = /\[([^\]]*)\]\(([^)\s]+)\)/g
const EXTERNAL = /^(?:[a-z][a-z0-9+.-]*:|#)/i
const PATH = new RegExp(`(?<![\\w./~-])(?:${FOLDERS.join('|')})/[^\\s\`'"()|,;:]*`, 'g')
/** A segment that matches many names: `*.ts`, `{en,zh-CN}`, `<id>`, `ID.ts`, `NNN-title.md`. */
const PLACEHOLDER = /[*{<…]|^(?!README)[A-Z]{2,}\b/

const documents = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .sort(),
]

/** Targets of relative links, as paths from the root. */
function linkedPaths(document: string, text: string): string[] {
  return [...text.matchAll(LINK)]
    .map((match) => match[2] ?? '')
    .filter((target) => !EXTERNAL.test(target))
    .map((target) => path.posix.join(path.posix.dirname(document), target.replace(/#.*$/, '')))
}

/** Paths in the text, link labels included; one with a placeholder is reduced to the folder above it. */
function mentionedPaths(text: string): string[] {
  const tokens = [...text.replace(LINK, '$1').matchAll(PATH)].map((match) => match[0])
  return tokens.map(removePlaceholder).filter((name) => !name.startsWith(GENERATED))
}

function removePlaceholder(token: string): string {
  const withoutBracket = token.includes('[') ? token : token.replace(/\].*$/, '')
  const segments = withoutBracket.replace(/[.!?]+$/, '').split('/')
  const first = segments.findIndex((segment) => PLACEHOLDER.test(segment))
  return (first < 0 ? segments : segments.slice(0, first)).join('/')
}

describe('paths in a text', () => {
  it('are found in prose, code, link labels and tables', () => {
    const text =
      '| lib/a.ts, tests/b | `server/c.ts:12`. See [docs/d.md](e.md), app/x/[id]/page.tsx and public/f.'
    expect(mentionedPaths(text)).toEqual([
      'lib/a.ts',
      'tests/b',
      'server/c.ts',
      'docs/d.md',
      'app/x/[id]/page.tsx',
      'public/f',
    ])
  })

  it('are reduced to the folder above a placeholder', () => {
    const text = '`lib/messages/{en,zh-CN}/*.json` docs/decisions/NNN-title.md lib/messages/zh-CN/run.json'
    expect(mentionedPaths(text)).toEqual(['lib/messages', 'docs/decisions', 'lib/messages/zh-CN/run.json'])
  })

  it('belong to the repository, not to a machine or a URL', () => {
    const text = '/var/lib/taskbox ~/docs/a.md https://example.org/docs/a.md ../lib/b.ts'
    expect(mentionedPaths(text)).toEqual([])
  })
})

it.each(documents)('%s refers only to files that exist', (document) => {
  const text = readFileSync(path.join(ROOT, document), 'utf8')
  const references = new Set([...linkedPaths(document, text), ...mentionedPaths(text)])
  const missing = [...references].filter((name) => !existsSync(path.join(ROOT, name)))
  expect(missing).toEqual([])
})
