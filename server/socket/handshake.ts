/** The socket behind the door: who has no session is refused at the handshake, and handshakes are counted like pages. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'socket.io'
import type { Pushes } from '@/lib/contract/socket'
import type { Door } from '../auth/door'

const MAX_REQUEST_BYTES = 8_000_000
/** A handshake that does not end in a session is let go of. */
const CONNECT_WITHIN_MS = 10_000

export type SocketServer = Server<Record<string, never>, Pushes>

export function behindDoor(http: HttpServer, door: Door): SocketServer {
  const io: SocketServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_REQUEST_BYTES,
    connectTimeout: CONNECT_WITHIN_MS,
    allowRequest: (request, decide) => decide(null, door.session(request) !== undefined),
  })
  io.engine.use(async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    door.secure(request, response)
    // Every request of a connection that stands needs its session, not only the one that opened it.
    if (/[?&]sid=/.test(request.url ?? '')) return door.session(request) ? next() : refuse(response, 403)
    const seconds = await door.wait(request)
    if (seconds === 0) return next()
    response.setHeader('retry-after', String(seconds))
    refuse(response, 429)
  })
  return io
}

/** Of a WebSocket that is to be opened the connection is closed. */
function refuse(response: ServerResponse, status: 403 | 429): void {
  response.writeHead(status)
  response.end()
}
