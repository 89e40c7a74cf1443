/** Monitors a browser for console errors, requests to other origins, and received secrets. */
import type { BrowserContext, Page, Request, Response } from 'playwright-core'

/** A download with secrets, which the user requests explicitly. */
const ASKED_FOR = /[?&]secrets=1/
/** Visible prefix of a secret in a report. */
const SHOWN_CHARACTERS = 3

export interface Witness {
  /** Allows requests to another origin, such as the console of a practice cluster. */
  alsoAllow(origin: string): void
  /** Ignores console messages that match. */
  expectMessage(pattern: RegExp): void
  /** Number of socket frames with this text that the pages have sent. */
  sent(text: string): number
  /** Whether any response or socket frame contained this text. */
  received(text: string): boolean
  /** All violations so far, including the responses or frames that contained one of the secrets. */
  complaints(secrets: readonly string[]): Promise<string[]>
}

interface Received {
  where: string
  bytes: Buffer
}

export function watch(context: BrowserContext, origin: string): Witness {
  const allowed = new Set([origin])
  const expected: RegExp[] = []
  const messages: string[] = []
  const strangers: string[] = []
  const received: Received[] = []
  const sent: (string | Buffer)[] = []
  const pending = new Set<Promise<void>>()

  const record = (where: string, payload: string | Buffer) =>
    received.push({ where, bytes: Buffer.isBuffer(payload) ? payload : Buffer.from(payload) })

  async function read(response: Response): Promise<void> {
    const url = response.url()
    if (!url.startsWith(origin) || ASKED_FOR.test(url)) return
    // A redirect has no body, and Chromium discards the responses of a page after navigation.
    const body = await response.body().catch(() => undefined)
    if (body) record(url, body)
  }
  function onRequest(request: Request): void {
    const { protocol, origin: to } = new URL(request.url())
    if (protocol.startsWith('http') && !allowed.has(to)) strangers.push(request.url())
  }
  function onPage(page: Page): void {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => sent.push(payload))
      socket.on('framereceived', ({ payload }) => record('the socket', payload))
    })
  }
  context.on('page', onPage)
  context.on('request', onRequest)
  context.on('response', (response) => {
    const reading = read(response).finally(() => pending.delete(reading))
    pending.add(reading)
  })
  context.on('console', (message) => {
    const { url } = message.location()
    const elsewhere = [...allowed].some((other) => other !== origin && url.startsWith(other))
    if ((message.type() !== 'error' && message.type() !== 'warning') || elsewhere) return
    messages.push(`${message.type()} on the console: ${message.text()} (${url})`)
  })
  context.on('weberror', (error) => {
    messages.push(`an uncaught error: ${error.error().stack ?? error.error().message}`)
  })
  return {
    alsoAllow: (more) => allowed.add(new URL(more).origin),
    expectMessage: (pattern) => expected.push(pattern),
    sent: (text) => sent.filter((payload) => payload.includes(text)).length,
    received: (text) => received.some(({ bytes }) => bytes.includes(text)),
    complaints: async (secrets) => {
      await Promise.all(pending)
      return [
        ...messages.filter((message) => !expected.some((pattern) => pattern.test(message))),
        ...strangers.map((url) => `a request to another origin: ${url}`),
        ...secrets.flatMap((secret) => sightings(secret, received)),
      ]
    },
  }
}

/** Reports each response or frame that contains a secret, as plain text or base64. */
function sightings(secret: string, received: readonly Received[]): string[] {
  const encoded = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  const shown = `${secret.slice(0, SHOWN_CHARACTERS)}…`
  return received
    .filter(({ bytes }) => bytes.includes(secret) || bytes.includes(encoded))
    .map(({ where }) => `the secret ${shown} reached the browser: ${where}`)
}
