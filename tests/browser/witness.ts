/** Watches what reaches a browser: errors on its console, requests to anybody else, and secrets. */
import type { BrowserContext, Page, Request, Response } from 'playwright-core'

/** Asked for outright by whoever presses the button: a download with its secrets. */
const ASKED_FOR = /[?&]secrets=1/
/** The mark of a secret, for a report that must not repeat it. */
const SHOWN_CHARACTERS = 3

export interface Witness {
  /** Where else the browser may go: the console of a practice cluster. */
  alsoAllow(origin: string): void
  /** Messages on the console that belong to what is tried. */
  expectMessage(pattern: RegExp): void
  /** How many messages with a text the pages have sent over their sockets. */
  sent(text: string): number
  /** Whether a text came with any page, response or socket frame. */
  received(text: string): boolean
  /** Everything that is wrong so far, in words; and where each of the secrets was seen. */
  complaints(secrets: readonly string[]): Promise<string[]>
}

interface Heard {
  where: string
  bytes: Buffer
}

export function watch(context: BrowserContext, origin: string): Witness {
  const allowed = new Set([origin])
  const expected: RegExp[] = []
  const messages: string[] = []
  const strangers: string[] = []
  const heard: Heard[] = []
  const sent: (string | Buffer)[] = []
  const pending = new Set<Promise<void>>()

  const hear = (where: string, payload: string | Buffer) =>
    heard.push({ where, bytes: Buffer.isBuffer(payload) ? payload : Buffer.from(payload) })

  async function read(response: Response): Promise<void> {
    const url = response.url()
    if (!url.startsWith(origin) || ASKED_FOR.test(url)) return
    // A redirect has no body, and a page that was left takes its responses with it.
    const body = await response.body().catch(() => undefined)
    if (body) hear(url, body)
  }
  function onRequest(request: Request): void {
    const { protocol, origin: to } = new URL(request.url())
    if (protocol.startsWith('http') && !allowed.has(to)) strangers.push(request.url())
  }
  function onPage(page: Page): void {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => sent.push(payload))
      socket.on('framereceived', ({ payload }) => hear('the socket', payload))
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
    messages.push(`an error that nobody caught: ${error.error().stack ?? error.error().message}`)
  })
  return {
    alsoAllow: (more) => allowed.add(new URL(more).origin),
    expectMessage: (pattern) => expected.push(pattern),
    sent: (text) => sent.filter((payload) => payload.includes(text)).length,
    received: (text) => heard.some(({ bytes }) => bytes.includes(text)),
    complaints: async (secrets) => {
      await Promise.all(pending)
      return [
        ...messages.filter((message) => !expected.some((pattern) => pattern.test(message))),
        ...strangers.map((url) => `a request to somebody else: ${url}`),
        ...secrets.flatMap((secret) => sightings(secret, heard)),
      ]
    },
  }
}

/** Where a secret was seen, as it stands or as base64. */
function sightings(secret: string, heard: readonly Heard[]): string[] {
  const encoded = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  const shown = `${secret.slice(0, SHOWN_CHARACTERS)}…`
  return heard
    .filter(({ bytes }) => bytes.includes(secret) || bytes.includes(encoded))
    .map(({ where }) => `the secret ${shown} reached the browser: ${where}`)
}
