/** Every address and every request that the server answers, read from the code, so that no test can forget one. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROUTES } from '@/server/http/routes'

const root = path.resolve(import.meta.dirname, '../../../..')
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

export interface Route {
  method: (typeof METHODS)[number]
  /** With its parameters: `/clusters/[id]` of a page, `/api/runs/:run/log` of a route. */
  pattern: string
}

const filesBelow = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, folder), path.join(entry.parentPath, entry.name)))

const sourceOf = (file: string) => readFileSync(path.join(root, file), 'utf8')

function pages(): Route[] {
  const files = filesBelow('app')
  // Next would answer these without the engine, and no test would know them.
  if (files.some((file) => /^route\.\w+$/.test(path.basename(file))))
    throw new Error('app has route handlers')
  return files
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => ({ method: 'GET', pattern: `/${path.dirname(file)}`.replace(/^\/\.$/, '/') }))
}

/** Those that the door answers by itself. */
function ofTheDoor(): Route[] {
  const told = sourceOf('server/http/auth/middleware.ts').matchAll(
    /method === '(\w+)' && pathname === '([^']+)'/g,
  )
  return [...told].flatMap(([, name, pattern = '']) => {
    const method = METHODS.find((known) => known === name)
    return method ? [{ method, pattern }] : []
  })
}

/** Files that are served as they are: all of `public`, and one of each kind that the build made. */
function ofFiles(): Route[] {
  const made = filesBelow('.next/static').filter((file) => /\.(js|css|woff2|json)$/.test(file))
  const kinds = new Map(made.map((file) => [path.extname(file), `/_next/static/${file}`]))
  const all = [...filesBelow('public').map((file) => `/${file}`), ...kinds.values()]
  return all.map((pattern) => ({ method: 'GET', pattern }))
}

export function routes(): { pages: Route[]; api: Route[]; door: Route[]; files: Route[] } {
  const api = ROUTES.map(({ method, path }) => ({ method, pattern: path }))
  return { pages: pages(), api, door: ofTheDoor(), files: ofFiles() }
}

/** Every other method on the same addresses. */
export function otherMethods(all: readonly Route[]): Route[] {
  return all.flatMap(({ pattern, method }) =>
    METHODS.filter((other) => other !== method).map((other) => ({ method: other, pattern })),
  )
}
