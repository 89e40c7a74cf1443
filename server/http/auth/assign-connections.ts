/** Counts connections against their session after a request with both of its halves. */
import type { IncomingMessage } from 'node:http'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import { assignConnection, type Listener } from '../listener'
import type { AuthMiddleware } from './middleware'
import type { Session } from './sessions'

export type AssignConnection = (request: IncomingMessage, session: Session) => void

/** Assigns the connections of HTTP requests. @returns the function for sockets, which send the page key in a message */
export function assignConnections(http: Listener, auth: AuthMiddleware): AssignConnection {
  const assign: AssignConnection = (request, session) => assignConnection(http, request, session.id)
  http.on('request', (request) => {
    const session = auth.authenticate(request, request.headers[PAGE_KEY_HEADER])
    if (session) assign(request, session)
  })
  return assign
}
