/**
 * The socket: no client without both halves of a session, nothing parsed beyond its role, rate and size, every payload
 * parsed before a handler sees it, every failure answered in closed words. A domain's handlers are a file of their own.
 */
import type { Server as HttpServer } from 'node:http'
import type { Ack } from '@/lib/contract/failure'
import { NOT_SIGNED_IN, TOO_MANY_PAGES } from '@/lib/contract/handshake'
import { type RequestName, requests } from '@/lib/contract/socket'
import type { Auth } from '../auth/auth'
import type { Claim } from '../auth/claim-connections'
import type { Door } from '../auth/door'
import { mayAsk } from '../auth/permissions'
import type { Session } from '../auth/sessions'
import type { Engine } from '../engine'
import { RequestFailure, toFailure } from '../request-failure'
import { checksHandlers, tellChecks } from './checks'
import { clusterHandlers, tellClusterChanges } from './clusters'
import type { Asked, Client, Handlers } from './handlers'
import { behindDoor, type SocketServer } from './handshake'
import { hostHandlers } from './hosts'
import { MessageLimits } from './message-limits'
import { packageHandlers } from './packages'
import { reviewHandlers } from './review'
import { runHandlers } from './runs'
import { sessionHandlers } from './session'

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
const MOST_OF_A_SESSION = 50
/** A page that only looks is a use of its session as well. */
const STILL_EVERY_MS = 30_000

export function attachSocket(
  http: HttpServer,
  engine: Engine,
  { auth, door, claim = () => undefined }: { auth: Auth; door: Door; claim?: Claim },
): SocketServer {
  const io = behindDoor(http, door)
  const limits = new MessageLimits(io)
  const sessionOf = ({ request, handshake }: Pick<Client, 'request' | 'handshake'>) =>
    door.authenticated(request, handshake.auth.pageKey)
  io.use((client, next) => {
    const session = sessionOf(client)
    if (!session) return next(new Error(NOT_SIGNED_IN))
    const others = io.sockets.adapter.rooms.get(roomOf(session))?.size ?? 0
    next(others < MOST_OF_A_SESSION ? undefined : new Error(TOO_MANY_PAGES))
  })
  io.on('connection', (client) => {
    const session = sessionOf(client)
    if (!session) return client.disconnect(true)
    client.join(roomOf(session))
    claim(client.request, session)
    limits.know(client.conn, session)
    for (const name of requestNames()) listen(name, { engine, client, auth, session })
    const still = setInterval(() => auth.sessions.still(session) || client.disconnect(true), STILL_EVERY_MS)
    still.unref()
    client.once('disconnect', () => clearInterval(still))
  })
  auth.sessions.on('ended', (session) => io.in(roomOf(session)).disconnectSockets(true))
  tellClusterChanges(io, engine)
  tellChecks(io, engine)
  return io
}

const roomOf = ({ id }: Session) => `session:${id}`

function requestNames(): RequestName[] {
  return (Object.keys(requests) as RequestName[]).filter((name) => name in handlers)
}

function listen<N extends RequestName>(name: N, asked: Asked): void {
  const client: Client = asked.client
  client.on(
    name as never,
    ((payload: unknown, acknowledge: unknown) => {
      if (typeof acknowledge !== 'function') return
      answer(name, payload, asked).then((ack) => acknowledge(ack))
    }) as never,
  )
}

async function answer<N extends RequestName>(name: N, payload: unknown, asked: Asked): Promise<Ack<unknown>> {
  try {
    if (!asked.auth.sessions.still(asked.session) || !mayAsk(asked.session, name, payload))
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
