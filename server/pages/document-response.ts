/**
 * Next writes a page in many small pieces, each of them compressed, sent and received by itself. No page of Taskbox
 * waits for anything in its middle, so it is held until it is whole, then arranged, compressed and sent at once.
 */
import { type IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { scriptsAfterPaint } from './after-paint'
import { type Encoding, encodingFor } from './encoding'

/** A page is compressed at each request: this takes a fifth of gzip's time for a twentieth more bytes. */
const BROTLI_QUALITY = 2

/** Whether a browser asks for a page to show, and not for a file, a download or a part of a page. */
export function asksForPage({ method, url = '', headers }: IncomingMessage): boolean {
  const other = url.startsWith('/api/') || url.startsWith('/_next/') || headers.rsc !== undefined
  return method === 'GET' && !other && String(headers.accept ?? '').includes('text/html')
}

export class DocumentResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  #held: Uint8Array[] | undefined
  #encoding: Encoding | undefined

  /** Keeps what is written from now on until the end. The request forgets what it accepts, so that Next leaves the page plain. */
  hold(request: IncomingMessage): void {
    this.#held = []
    this.#encoding = encodingFor(request)
    delete request.headers['accept-encoding']
  }

  /** Headers stay open while the page is held: its length and encoding come at the end. */
  override writeHead(status: number, ...given: unknown[]): this {
    if (!this.#held) return Reflect.apply(super.writeHead, this, [status, ...given])
    this.statusCode = status
    for (const [name, value] of given.flatMap(headerEntries)) this.setHeader(name, value)
    return this
  }

  override flushHeaders(): void {
    if (!this.#held) super.flushHeaders()
  }

  override write(...given: unknown[]): boolean {
    if (!this.#held) return Reflect.apply(super.write, this, given)
    keep(this.#held, given)
    const written = given.find((one) => typeof one === 'function')
    if (written) queueMicrotask(() => written())
    return true
  }

  override end(...given: unknown[]): this {
    const held = this.#held
    if (!held) return Reflect.apply(super.end, this, given)
    keep(held, given)
    this.#held = undefined
    const body = this.#arranged(Buffer.concat(held))
    if (this.#encoding && body.length > 0) this.setHeader('content-encoding', this.#encoding)
    this.setHeader('content-length', body.length)
    return super.end(
      body,
      given.find((one): one is () => void => typeof one === 'function'),
    )
  }

  #arranged(body: Buffer): Buffer {
    const page = String(this.getHeader('content-type') ?? '').startsWith('text/html')
    const arranged = page ? Buffer.from(scriptsAfterPaint(body.toString())) : body
    if (!this.#encoding || arranged.length === 0) return arranged
    return compressed(arranged, this.#encoding)
  }
}

function keep(held: Uint8Array[], [chunk]: unknown[]): void {
  if (typeof chunk === 'string') held.push(Buffer.from(chunk))
  else if (chunk instanceof Uint8Array) held.push(chunk)
}

/** Of what `writeHead` was given after the status: a reason in words, or headers. */
function headerEntries(given: unknown): [string, string | string[]][] {
  if (typeof given !== 'object' || given === null) return []
  const entries: [string, unknown][] = Object.entries(given)
  return entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)])
}

function compressed(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'gzip') return gzipSync(body)
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
}
