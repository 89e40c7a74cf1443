/**
 * The socket. A client needs both halves of a session. Role, rate and size of a message are checked before it is parsed,
 * its payload is validated before a handler receives it, and failures are returned as closed kinds.
 */
import type { Server as HttpServer } from 'node:http'
import type { Ack } from '@/lib/contract/failure'
import { NOT_SIGNED_IN, TOO_MANY_PAGES } from '@/lib/contract/handshake'
import { type RequestName, requests } from '@/lib/contract/socket'
import type { Engine } from '../engine'
import type { AssignConnection } from '../http/auth/assign-connections'
import type { Auth } from '../http/auth/auth'
import type { AuthMiddleware } from '../http/auth/middleware'
import { isAllowedRequest } from '../http/auth/permissions'
import type { Session } from '../http/auth/sessions'
import { RequestFailure, toFailure } from '../request-failure'
import { broadcastChecks, checksHandlers } from './handlers/checks'
import { broadcastClusterChanges, clusterHandlers } from './handlers/clusters'
import { type Client, type HandlerContext, type Handlers, OPERATORS_ROOM } from './handlers/handler'
import { hostHandlers } from './handlers/hosts'
import { packageHandlers } from './handlers/packages'
import { broadcastRunChanges, runHandlers } from './handlers/runs'
import { sessionHandlers } from './handlers/session'
import { webhookHandlers } from './handlers/webhook'
import { MessageLimits } from './message-limits'
import { createSocketServer, type SocketServer } from './server'

const handlers: Handlers<RequestName> = {
  ...clusterHandlers,
  ...packageHandlers,
  ...hostHandlers,
  ...checksHandlers,
  ...runHandlers,
  ...sessionHandlers,
  ...webhookHandlers,
}

/** Each browser tab opens one socket. */
const MAX_SOCKETS_PER_SESSION = 50
/** An open page counts as use of its session. */
const SESSION_CHECK_INTERVAL_MS = 30_000

interface SocketAuth {
  auth: Auth
  middleware: AuthMiddleware
  assignConnection?: AssignConnection
}

/** Creates the socket server and registers all handlers. */
export function attachSocket(
  http: HttpServer,
  engine: Engine,
  { auth, middleware, assignConnection = () => undefined }: SocketAuth,
): SocketServer {
  const io = createSocketServer(http, middleware)
  const limits = new MessageLimits(io)
  const sessionOf = ({ request, handshake }: Pick<Client, 'request' | 'handshake'>) =>
    middleware.authenticate(request, handshake.auth.pageKey)
  io.use((client, next) => {
    const session = sessionOf(client)
    if (!session) return next(new Error(NOT_SIGNED_IN))
    const openSockets = io.sockets.adapter.rooms.get(sessionRoom(session))?.size ?? 0
    next(openSockets < MAX_SOCKETS_PER_SESSION ? undefined : new Error(TOO_MANY_PAGES))
  })
  io.on('connection', (client) => {
    const session = sessionOf(client)
    if (!session) return client.disconnect(true)
    client.join(sessionRoom(session))
    if (session.role === 'operator') client.join(OPERATORS_ROOM)
    assignConnection(client.request, session)
    limits.register(client.conn, session)
    for (const name of requestNames()) registerHandler(name, { engine, client, auth, session })
    const timer = setInterval(
      () => auth.sessions.touch(session) || client.disconnect(true),
      SESSION_CHECK_INTERVAL_MS,
    )
    timer.unref()
    client.once('disconnect', () => clearInterval(timer))
  })
  auth.sessions.on('ended', (session) => io.in(sessionRoom(session)).disconnectSockets(true))
  broadcastClusterChanges(io, engine)
  broadcastChecks(io, engine)
  broadcastRunChanges(io, engine)
  return io
}

const sessionRoom = ({ id }: Session) => `session:${id}`

function requestNames(): RequestName[] {
  return (Object.keys(requests) as RequestName[]).filter((name) => name in handlers)
}

function registerHandler<N extends RequestName>(name: N, context: HandlerContext): void {
  const client: Client = context.client
  client.on(
    name as never,
    ((payload: unknown, acknowledge: unknown) => {
      if (typeof acknowledge !== 'function') return
      handleRequest(name, payload, context).then((ack) => acknowledge(ack))
    }) as never,
  )
}

async function handleRequest<N extends RequestName>(
  name: N,
  payload: unknown,
  context: HandlerContext,
): Promise<Ack<unknown>> {
  try {
    if (!context.auth.sessions.touch(context.session) || !isAllowedRequest(context.session, name, payload))
      throw new RequestFailure('not-allowed')
    const parsed = requests[name][0].safeParse(payload)
    if (!parsed.success)
      throw new RequestFailure('bad-request', {
        request: name,
        path: parsed.error.issues[0]?.path.join('.') ?? '',
      })
    return { ok: true, value: await handlers[name](parsed.data as never, context) }
  } catch (error) {
    return {
      ok: false,
      failure: toFailure(error, (cause) =>
        context.engine.log.error({ err: cause, request: name }, 'request failed'),
      ),
    }
  }
}
