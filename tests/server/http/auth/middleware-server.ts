/** Serves a page and the socket with the auth middleware, and sends requests to it that browsers or fetch would not. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AuditLog } from '@/server/audit/audit-log'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { AuthMiddleware, type AuthMiddlewareOptions } from '@/server/http/auth/middleware'
import type { HttpRateLimiter } from '@/server/http/http-rate-limiter'
import { createSocketServer } from '@/server/socket/server'
import { headersOf, signedIn } from '../../serve'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** The headers of a page that this response signed in. */
export const signedInHeaders = ({ headers, text }: Answer): Record<string, string> =>
  headersOf(signedIn(headers['set-cookie']?.[0] ?? '', text))

/** The path to which the signed-in page navigates. */
export const nextPath = ({ text }: Answer): string | undefined => {
  const [, address] = /location\.replace\((".*?")\+/.exec(text) ?? []
  return address === undefined ? undefined : JSON.parse(address)
}

async function serve(middleware: AuthMiddleware): Promise<{ port: number; close: () => void }> {
  const server = createServer(async (request, response) => {
    if (await middleware.handle(request, response)) response.end('protected content')
  })
  createSocketServer(server, middleware)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

export class MiddlewareServer {
  private constructor(
    readonly folder: string,
    readonly auth: Auth,
    readonly audit: AuditLog,
    readonly token: string,
    readonly port: number,
    private readonly closeServer: () => void,
    /** The headers of a page with a session. */
    readonly session: Record<string, string>,
  ) {}

  static async start(): Promise<MiddlewareServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'middleware-'))
    const auth = await openAuth(folder)
    const audit = new AuditLog(folder)
    const token = await auth.credentials.createToken()
    const { port, close } = await serve(new AuthMiddleware(optionsOf(auth, audit)))
    const session = signedInHeaders(await get(port, `/?token=${token}`))
    return new MiddlewareServer(folder, auth, audit, token, port, close, session)
  }

  /** Serves the same sessions with other options or another rate limit, on its own port. */
  serveAlso(
    more: Partial<AuthMiddlewareOptions>,
    limiter?: HttpRateLimiter,
  ): Promise<{ port: number; close: () => void }> {
    return serve(new AuthMiddleware({ ...optionsOf(this.auth, this.audit), ...more }, limiter))
  }

  get(address: string, headers?: Record<string, string>, method?: string, body?: string, to = this.port) {
    return get(to, address, headers, method, body)
  }

  form(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.get('/login', { ...type, ...headers }, 'POST', new URLSearchParams(fields).toString())
  }

  /** The status line of the response to a request line that HTTP libraries reject. */
  statusLine(line: string, more = ['Connection: close'], to = this.port): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(to, '127.0.0.1', () =>
        socket.write(`${[line, 'Host: localhost', ...more].join('\r\n')}\r\n\r\n`),
      )
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk
        // An upgraded connection stays open.
        if (text.startsWith('HTTP/1.1 101')) socket.destroy()
      })
      socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
      socket.on('error', reject)
    })
  }

  /** The status line of the response to a WebSocket upgrade with a session. */
  upgrade(to: number): Promise<string> {
    const headers = [
      `Cookie: ${this.session.cookie}`,
      ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]
    return this.statusLine('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', headers, to)
  }

  async close(): Promise<void> {
    this.closeServer()
    await rm(this.folder, { recursive: true })
  }
}

const optionsOf = (auth: Auth, audit: AuditLog): AuthMiddlewareOptions => ({
  ...auth,
  audit,
  tls: false,
  dev: false,
  hostNames: ['box.example'],
})

function get(
  port: number,
  address: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: address, headers, method }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject).end(body)
  })
}
