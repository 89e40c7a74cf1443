/** Monitors a browser for console errors, requests to other origins, and received secrets. */
import type { BrowserContext, Page, Request, Response } from 'playwright-core'

/** A download with secrets, which the user requests explicitly. */
const WITH_SECRETS = /[?&]secrets=1/
/** Visible prefix of a secret in a report. */
const PREFIX_CHARACTERS = 3

export interface BrowserMonitor {
  /** Allows requests to another origin, such as the console of a practice cluster. */
  allowOrigin(origin: string): void
  /** Ignores console messages that match. */
  ignoreMessages(pattern: RegExp): void
  /** Number of socket frames with this text that the pages have sent. */
  sent(text: string): number
  /** Whether any response or socket frame contained this text. */
  received(text: string): boolean
  /** All violations so far, including the responses or frames that contained one of the secrets. */
  violations(secrets: readonly string[]): Promise<string[]>
}

interface Received {
  where: string
  bytes: Buffer
}

export function monitorBrowser(context: BrowserContext, origin: string): BrowserMonitor {
  const allowed = new Set([origin])
  const expected: RegExp[] = []
  const messages: string[] = []
  const foreignRequests: string[] = []
  const received: Received[] = []
  const sent: (string | Buffer)[] = []
  const pending = new Set<Promise<void>>()

  const record = (where: string, payload: string | Buffer) =>
    received.push({ where, bytes: Buffer.isBuffer(payload) ? payload : Buffer.from(payload) })

  async function read(response: Response): Promise<void> {
    const url = response.url()
    if (!url.startsWith(origin) || WITH_SECRETS.test(url)) return
    // A redirect has no body, and Chromium discards the responses of a page after navigation.
    const body = await response.body().catch(() => undefined)
    if (body) record(url, body)
  }
  function onRequest(request: Request): void {
    const { protocol, origin: to } = new URL(request.url())
    if (protocol.startsWith('http') && !allowed.has(to)) foreignRequests.push(request.url())
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
    allowOrigin: (more) => allowed.add(new URL(more).origin),
    ignoreMessages: (pattern) => expected.push(pattern),
    sent: (text) => sent.filter((payload) => payload.includes(text)).length,
    received: (text) => received.some(({ bytes }) => bytes.includes(text)),
    violations: async (secrets) => {
      await Promise.all(pending)
      return [
        ...messages.filter((message) => !expected.some((pattern) => pattern.test(message))),
        ...foreignRequests.map((url) => `a request to another origin: ${url}`),
        ...secrets.flatMap((secret) => leaksOf(secret, received)),
      ]
    },
  }
}

/** Reports each response or frame that contains a secret, as plain text or base64. */
function leaksOf(secret: string, received: readonly Received[]): string[] {
  const encoded = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  const start = `${secret.slice(0, PREFIX_CHARACTERS)}…`
  return received
    .filter(({ bytes }) => bytes.includes(secret) || bytes.includes(encoded))
    .map(({ where }) => `the secret ${start} reached the browser: ${where}`)
}
