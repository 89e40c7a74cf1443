/** Finds the route of a request and sends what it returns. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Engine } from '../engine'
import { RequestFailure } from '../request-failure'
import { LogTurns } from '../runs/log/log-turns'
import { actorOf, type Session } from './auth/sessions'
import { unmapIPv4 } from './client-address'
import type { Handler } from './request-listener'
import { sendResponse } from './responses'
import { ROUTES, type Route } from './routes'
import { tryDecodeURIComponent } from './try-decode'

const PATTERNS = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/:\w+/, '([^/]+)')}$`),
}))

/** Handles the requests whose path is in the table. Throws what their routes throw. */
export function createRouter(
  engine: Engine,
  sessionOf: (request: IncomingMessage) => Session | undefined,
): Handler {
  const logTurns = new LogTurns()
  return async (request, response) => {
    const { pathname, searchParams } = new URL(`http://taskbox${request.url}`)
    const matched = match(pathname)
    if (!matched) return false
    // An unread body would block the next request on this connection.
    response.once('finish', () => request.complete || request.destroy())
    const { route, id } = matched
    if (!allowedMethods(route).includes(request.method ?? '')) return refuseMethod(request, response, route)
    const disconnected = new AbortController()
    response.once('close', () => disconnected.abort())
    const requireSession = () => {
      const session = sessionOf(request)
      if (!session) throw new RequestFailure('not-signed-in')
      return session
    }
    const answer = await route.handle({
      engine,
      id,
      query: searchParams,
      headers: request.headers,
      body: request,
      signal: disconnected.signal,
      requester: () => {
        const session = requireSession()
        const actor = actorOf(session, unmapIPv4(request.socket.remoteAddress ?? ''))
        return { actor, isViewer: session.role === 'viewer' }
      },
      admitReads: () => logTurns.admit(requireSession(), disconnected.signal),
    })
    await sendResponse(request, response, answer)
    return true
  }
}

function match(path: string): { route: Route; id: string } | undefined {
  for (const { route, pattern } of PATTERNS) {
    const found = pattern.exec(path)
    const id = found && tryDecodeURIComponent(found[1] ?? '')
    if (typeof id === 'string') return { route, id }
  }
  return undefined
}

const allowedMethods = ({ method }: Route): string[] => (method === 'GET' ? ['GET', 'HEAD'] : [method])

function refuseMethod(request: IncomingMessage, response: ServerResponse, route: Route): true {
  const allow = [...allowedMethods(route), 'OPTIONS'].join(', ')
  response.writeHead(request.method === 'OPTIONS' ? 204 : 405, { allow })
  response.end()
  return true
}
