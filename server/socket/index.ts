/**
 * The socket: no client without both halves of a session, nothing parsed beyond its role, rate and size, every payload
 * parsed before a handler sees it, every failure answered in closed words. A domain's handlers are a file of their own.
 */
import type { Server as HttpServer } from 'node:http'
import type { Ack } from '@/lib/contract/failure'
import { NOT_SIGNED_IN, TOO_MANY_PAGES } from '@/lib/contract/handshake'
import { type RequestName, requests } from '@/lib/contract/socket'
import type { Engine } from '../engine'
import type { Auth } from '../http/auth/auth'
import type { Claim } from '../http/auth/claim-connections'
import type { AuthMiddleware } from '../http/auth/middleware'
import { isAllowedRequest } from '../http/auth/permissions'
import type { Session } from '../http/auth/sessions'
import { RequestFailure, toFailure } from '../request-failure'
import { broadcastChecks, checksHandlers } from './handlers/checks'
import { broadcastClusterChanges, clusterHandlers } from './handlers/clusters'
import type { Client, HandlerContext, Handlers } from './handlers/handler'
import { hostHandlers } from './handlers/hosts'
import { packageHandlers } from './handlers/packages'
import { reviewHandlers } from './handlers/review'
import { runHandlers } from './handlers/runs'
import { sessionHandlers } from './handlers/session'
import { MessageLimits } from './message-limits'
import { createSocketServer, type SocketServer } from './server'

const handlers: Handlers<RequestName> = {
  ...clusterHandlers,
  ...packageHandlers,
  ...hostHandlers,
  ...checksHandlers,
  ...reviewHandlers,
  ...runHandlers,
  ...sessionHandlers,
}

/** Sockets of one session; a browser has one a tab. */
const MAX_SOCKETS_PER_SESSION = 50
/** A page that only looks is a use of its session as well. */
const SESSION_CHECK_INTERVAL_MS = 30_000

export function attachSocket(
  http: HttpServer,
  engine: Engine,
  { auth, door, claim = () => undefined }: { auth: Auth; door: AuthMiddleware; claim?: Claim },
): SocketServer {
  const io = createSocketServer(http, door)
  const limits = new MessageLimits(io)
  const sessionOf = ({ request, handshake }: Pick<Client, 'request' | 'handshake'>) =>
    door.authenticate(request, handshake.auth.pageKey)
  io.use((client, next) => {
    const session = sessionOf(client)
    if (!session) return next(new Error(NOT_SIGNED_IN))
    const others = io.sockets.adapter.rooms.get(sessionRoom(session))?.size ?? 0
    next(others < MAX_SOCKETS_PER_SESSION ? undefined : new Error(TOO_MANY_PAGES))
  })
  io.on('connection', (client) => {
    const session = sessionOf(client)
    if (!session) return client.disconnect(true)
    client.join(sessionRoom(session))
    claim(client.request, session)
    limits.register(client.conn, session)
    for (const name of requestNames()) registerHandler(name, { engine, client, auth, session })
    const still = setInterval(
      () => auth.sessions.touch(session) || client.disconnect(true),
      SESSION_CHECK_INTERVAL_MS,
    )
    still.unref()
    client.once('disconnect', () => clearInterval(still))
  })
  auth.sessions.on('ended', (session) => io.in(sessionRoom(session)).disconnectSockets(true))
  broadcastClusterChanges(io, engine)
  broadcastChecks(io, engine)
  return io
}

const sessionRoom = ({ id }: Session) => `session:${id}`

function requestNames(): RequestName[] {
  return (Object.keys(requests) as RequestName[]).filter((name) => name in handlers)
}

function registerHandler<N extends RequestName>(name: N, asked: HandlerContext): void {
  const client: Client = asked.client
  client.on(
    name as never,
    ((payload: unknown, acknowledge: unknown) => {
      if (typeof acknowledge !== 'function') return
      handleRequest(name, payload, asked).then((ack) => acknowledge(ack))
    }) as never,
  )
}

async function handleRequest<N extends RequestName>(
  name: N,
  payload: unknown,
  asked: HandlerContext,
): Promise<Ack<unknown>> {
  try {
    if (!asked.auth.sessions.touch(asked.session) || !isAllowedRequest(asked.session, name, payload))
      throw new RequestFailure('not-allowed')
    const parsed = requests[name][0].safeParse(payload)
    if (!parsed.success)
      throw new RequestFailure('bad-request', {
        request: name,
        path: parsed.error.issues[0]?.path.join('.') ?? '',
      })
    return { ok: true, value: await handlers[name](parsed.data as never, asked) }
  } catch (error) {
    return {
      ok: false,
      failure: toFailure(error, (cause) =>
        asked.engine.log.error({ err: cause, request: name }, 'request failed'),
      ),
    }
  }
}
