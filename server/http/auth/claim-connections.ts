/** Counts connections as their session's once a request on them has brought both of its halves. */
import type { IncomingMessage } from 'node:http'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import { assignConnection, type Listener } from '../listener'
import type { AuthMiddleware } from './middleware'
import type { Session } from './sessions'

export type Claim = (request: IncomingMessage, session: Session) => void

/** Claims by the page key of HTTP requests. @returns how the socket claims, whose page key comes in a message */
export function claimConnections(http: Listener, door: AuthMiddleware): Claim {
  const claim: Claim = (request, session) => assignConnection(http, request, session.id)
  http.on('request', (request) => {
    const session = door.authenticate(request, request.headers[PAGE_KEY_HEADER])
    if (session) claim(request, session)
  })
  return claim
}
