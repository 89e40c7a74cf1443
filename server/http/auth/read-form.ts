import type { IncomingMessage } from 'node:http'

const MAX_BYTES = 8 * 1024
const TIMEOUT_MS = 10_000

/** Reads the fields of a small HTML form; `undefined` if the body is not a form, too large or late. */
export function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const finish = (form: URLSearchParams | undefined) => {
      clearTimeout(timeout)
      request.removeAllListeners('data')
      request.pause()
      resolve(form)
    }
    const timeout = setTimeout(() => finish(undefined), TIMEOUT_MS)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MAX_BYTES) finish(undefined)
      else chunks.push(chunk)
    })
    request.once('end', () => finish(new URLSearchParams(Buffer.concat(chunks).toString('utf8'))))
    request.once('error', () => finish(undefined))
  })
}
