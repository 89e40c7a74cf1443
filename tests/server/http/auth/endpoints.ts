/** Every endpoint of the server, collected from the code so that tests cannot omit one. */
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
  // Next would handle these, and the tests of the route table would not cover them.
  if (files.some((file) => /^route\.\w+$/.test(path.basename(file))))
    throw new Error('app has route handlers')
  return files
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => ({ method: 'GET', pattern: `/${path.dirname(file)}`.replace(/^\/\.$/, '/') }))
}

/** Endpoints that the auth middleware handles itself. */
function ofMiddleware(): Route[] {
  const matches = sourceOf('server/http/auth/middleware.ts').matchAll(
    /method === '(\w+)' && pathname === '([^']+)'/g,
  )
  return [...matches].flatMap(([, name, pattern = '']) => {
    const method = METHODS.find((known) => known === name)
    return method ? [{ method, pattern }] : []
  })
}

/** Static files: all of `public`, and one of each kind in the build. */
function ofFiles(): Route[] {
  const built = filesBelow('.next/static').filter((file) => /\.(js|css|woff2|json)$/.test(file))
  const kinds = new Map(built.map((file) => [path.extname(file), `/_next/static/${file}`]))
  const all = [...filesBelow('public').map((file) => `/${file}`), ...kinds.values()]
  return all.map((pattern) => ({ method: 'GET', pattern }))
}

export function routes(): { pages: Route[]; api: Route[]; auth: Route[]; files: Route[] } {
  const api = ROUTES.map(({ method, path }) => ({ method, pattern: path }))
  return { pages: pages(), api, auth: ofMiddleware(), files: ofFiles() }
}

/** All other methods of the same endpoints. */
export function otherMethods(all: readonly Route[]): Route[] {
  return all.flatMap(({ pattern, method }) =>
    METHODS.filter((other) => other !== method).map((other) => ({ method: other, pattern })),
  )
}
