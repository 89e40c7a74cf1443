/** Creates the socket server. Handshakes need a session and count against the HTTP rate limit. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'socket.io'
import type { ServerEvents } from '@/lib/contract/socket'
import type { AuthMiddleware } from '../http/auth/middleware'
import type { Session } from '../http/auth/sessions'
import { MAX_REQUEST_BYTES, MAX_VIEWER_MESSAGE_LENGTH } from './message-limits'

/** socket.io closes a connection that has not joined a namespace by then. */
const CONNECT_TIMEOUT_MS = 10_000

/** engine.io adds the parsed query. */
interface HandshakeRequest extends IncomingMessage {
  _query?: { sid?: string }
}

export type SocketServer = Server<Record<string, never>, ServerEvents>

export function createSocketServer(http: HttpServer, middleware: AuthMiddleware): SocketServer {
  const io: SocketServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_REQUEST_BYTES,
    connectTimeout: CONNECT_TIMEOUT_MS,
    allowRequest: (request, decide) => decide(null, middleware.findSession(request) !== undefined),
  })
  io.engine.use(async (request: HandshakeRequest, response: ServerResponse, next: () => void) => {
    middleware.setSecurityHeaders(request, response)
    // Every request of an open connection needs the session, not only the first one.
    const isOpen = !!request._query?.sid
    const session = isOpen ? middleware.findSession(request) : undefined
    if (session) return bodyBytes(request) <= maxBytesOf(session) ? next() : reject(response, 413)
    const seconds = await middleware.consumeHandshake(request)
    if (seconds > 0) response.setHeader('retry-after', String(seconds))
    if (seconds > 0) return reject(response, 429)
    if (isOpen) return reject(response, 403)
    next()
  })
  return io
}

/** A polling request may contain several messages, which engine.io splits before it handles any. */
const maxBytesOf = ({ role }: Session): number =>
  role === 'viewer' ? 64 * MAX_VIEWER_MESSAGE_LENGTH : MAX_REQUEST_BYTES

function bodyBytes({ method, headers }: IncomingMessage): number {
  return method === 'POST' ? Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) : 0
}

/** Rejects a request. For a WebSocket upgrade, `response` closes the connection instead. */
function reject(response: ServerResponse, status: 403 | 413 | 429): void {
  response.writeHead(status)
  response.end()
}
