import type { IncomingMessage } from 'node:http'

const MAX_BYTES = 8 * 1024
const TIMEOUT_MS = 10_000

/** A small HTML form's fields; undefined where it is none, too large or does not come. */
export function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const end = (form: URLSearchParams | undefined) => {
      clearTimeout(deadline)
      request.removeAllListeners('data')
      request.pause()
      resolve(form)
    }
    const deadline = setTimeout(() => end(undefined), TIMEOUT_MS)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MAX_BYTES) end(undefined)
      else chunks.push(chunk)
    })
    request.once('end', () => end(new URLSearchParams(Buffer.concat(chunks).toString('utf8'))))
    request.once('error', () => end(undefined))
  })
}
