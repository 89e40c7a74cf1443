/** The socket behind the door: who has no session is refused at the handshake, and handshakes are counted like pages. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'socket.io'
import type { ServerEvents } from '@/lib/contract/socket'
import type { AuthMiddleware } from '../http/auth/middleware'
import type { Session } from '../http/auth/sessions'
import { MAX_REQUEST_BYTES, MAX_VIEWER_MESSAGE_LENGTH } from './message-limits'

/** A handshake that does not end in a session is let go of. */
const CONNECT_TIMEOUT_MS = 10_000

/** As engine.io hands it on: with what its address asks for, read as engine.io reads it. */
interface HandshakeRequest extends IncomingMessage {
  _query?: { sid?: string }
}

export type SocketServer = Server<Record<string, never>, ServerEvents>

export function createSocketServer(http: HttpServer, door: AuthMiddleware): SocketServer {
  const io: SocketServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_REQUEST_BYTES,
    connectTimeout: CONNECT_TIMEOUT_MS,
    allowRequest: (request, decide) => decide(null, door.findSession(request) !== undefined),
  })
  io.engine.use(async (request: HandshakeRequest, response: ServerResponse, next: () => void) => {
    door.setSecurityHeaders(request, response)
    // Every request of a connection that stands needs its session, not only the one that opened it.
    const stands = !!request._query?.sid
    const session = stands ? door.findSession(request) : undefined
    if (session) return bodyBytes(request) <= maxBytesOf(session) ? next() : reject(response, 413)
    const seconds = await door.consumeHandshake(request)
    if (seconds > 0) response.setHeader('retry-after', String(seconds))
    if (seconds > 0) return reject(response, 429)
    if (stands) return reject(response, 403)
    next()
  })
  return io
}

/** A request without a WebSocket carries several messages, which engine.io splits before it looks at any. */
const maxBytesOf = ({ role }: Session): number =>
  role === 'watcher' ? 64 * MAX_VIEWER_MESSAGE_LENGTH : MAX_REQUEST_BYTES

function bodyBytes({ method, headers }: IncomingMessage): number {
  return method === 'POST' ? Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) : 0
}

/** Of a WebSocket that is to be opened the connection is closed. */
function reject(response: ServerResponse, status: 403 | 413 | 429): void {
  response.writeHead(status)
  response.end()
}
