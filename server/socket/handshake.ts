/** The socket behind the door: who has no session is refused at the handshake, and handshakes are counted like pages. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'socket.io'
import type { Pushes } from '@/lib/contract/socket'
import type { Door } from '../auth/door'
import type { Session } from '../auth/sessions'
import { MAX_REQUEST_BYTES, MOST_OF_A_WATCHER } from './message-limits'

/** A handshake that does not end in a session is let go of. */
const CONNECT_WITHIN_MS = 10_000

/** As engine.io hands it on: with what its address asks for, read as engine.io reads it. */
interface Shake extends IncomingMessage {
  _query?: { sid?: string }
}

export type SocketServer = Server<Record<string, never>, Pushes>

export function behindDoor(http: HttpServer, door: Door): SocketServer {
  const io: SocketServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_REQUEST_BYTES,
    connectTimeout: CONNECT_WITHIN_MS,
    allowRequest: (request, decide) => decide(null, door.session(request) !== undefined),
  })
  io.engine.use(async (request: Shake, response: ServerResponse, next: () => void) => {
    door.secure(request, response)
    // Every request of a connection that stands needs its session, not only the one that opened it.
    const stands = !!request._query?.sid
    const session = stands ? door.session(request) : undefined
    if (session) return carries(request) <= mostOf(session) ? next() : refuse(response, 413)
    const seconds = await door.handshake(request)
    if (seconds > 0) response.setHeader('retry-after', String(seconds))
    if (seconds > 0) return refuse(response, 429)
    if (stands) return refuse(response, 403)
    next()
  })
  return io
}

/** A request without a WebSocket carries several messages, which engine.io splits before it looks at any. */
const mostOf = ({ role }: Session): number =>
  role === 'watcher' ? 64 * MOST_OF_A_WATCHER : MAX_REQUEST_BYTES

function carries({ method, headers }: IncomingMessage): number {
  return method === 'POST' ? Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) : 0
}

/** Of a WebSocket that is to be opened the connection is closed. */
function refuse(response: ServerResponse, status: 403 | 413 | 429): void {
  response.writeHead(status)
  response.end()
}
