/**
 * Serves the compressed assets of the build. Their names contain content hashes, so build.mjs compresses each file once
 * and browsers cache it permanently.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { extname, join } from 'node:path'
import { type Encoding, negotiateEncoding } from './encoding'
import type { Handler } from './request-listener'

const PREFIX = '/_next/static/'
/** Dots only before extensions, so that no name leaves the folder. */
const NAME = /^(?:[\w~-]+\/)*[\w~-]+(?:\.[\w~-]+)+$/

const TYPES: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
}

/** Suffix of the compressed file, which is next to the original. */
const SUFFIXES: Record<Encoding, string> = { br: '.br', gzip: '.gz' }

/** Handles requests for compressed assets. Next serves everything else: unknown files, and clients without compression. */
export function serveStaticFiles(appRoot: string): Handler {
  const folder = join(appRoot, '.next', 'static')
  const cache = new Map<string, Promise<Buffer | undefined>>()
  function read(name: string): Promise<Buffer | undefined> {
    const cached = cache.get(name)
    if (cached) return cached
    const content = readFile(join(folder, name)).catch(() => {
      cache.delete(name)
      return undefined
    })
    cache.set(name, content)
    return content
  }
  return async (request, response) => {
    const name = fileNameOf(request)
    const type = name && TYPES[extname(name)]
    const encoding = negotiateEncoding(request)
    if (!type || !encoding) return false
    const content = await read(name + SUFFIXES[encoding])
    if (!content) return false
    response.writeHead(200, {
      'content-type': type,
      'content-encoding': encoding,
      'content-length': content.length,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    })
    response.end(request.method === 'HEAD' ? undefined : content)
    return true
  }
}

function fileNameOf({ url = '', method }: IncomingMessage): string | undefined {
  if (!url.startsWith(PREFIX) || (method !== 'GET' && method !== 'HEAD')) return undefined
  const name = url.slice(PREFIX.length).split('?', 1)[0] ?? ''
  return NAME.test(name) ? name : undefined
}
