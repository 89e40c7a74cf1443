/**
 * The files that the build made for the browser. Their names carry a hash of what they hold, so the build compresses
 * each of them once (build.mjs), a browser keeps it for good, and serving it costs no more than reading it.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { extname, join } from 'node:path'
import { type Encoding, negotiateEncoding } from './encoding'
import type { Handler } from './request-listener'

const PREFIX = '/_next/static/'
/** No dots but before an ending, so that no name leads out of the folder. */
const NAME = /^(?:[\w~-]+\/)*[\w~-]+(?:\.[\w~-]+)+$/

const TYPES: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
}

/** The compressed file lies beside the original, with this ending. */
const SUFFIXES: Record<Encoding, string> = { br: '.br', gzip: '.gz' }

/** Answers a request for a compressed file (true), or leaves it to Next: other files, other browsers, no such file. */
export function serveStaticFiles(productFolder: string): Handler {
  const folder = join(productFolder, '.next', 'static')
  const kept = new Map<string, Promise<Buffer | undefined>>()
  function read(name: string): Promise<Buffer | undefined> {
    const known = kept.get(name)
    if (known) return known
    const content = readFile(join(folder, name)).catch(() => {
      kept.delete(name)
      return undefined
    })
    kept.set(name, content)
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
