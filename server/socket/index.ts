/**
 * The socket: no client without the cookie, every payload parsed before a handler sees it, every failure answered in
 * closed words. A domain's handlers are a file of their own.
 */
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { Ack } from '@/lib/contract/failure'
import { type Pushes, type RequestName, requests } from '@/lib/contract/socket'
import { admitted } from '../auth/guard'
import type { Access } from '../auth/token'
import type { Engine } from '../engine'
import { RequestFailure, toFailure } from '../request-failure'
import { checksHandlers, tellChecks } from './checks'
import { clusterHandlers, tellClusterChanges } from './clusters'
import type { Asked, Client, Handlers } from './handlers'
import { hostHandlers } from './hosts'
import { packageHandlers } from './packages'
import { reviewHandlers } from './review'
import { runHandlers } from './runs'

const MAX_REQUEST_BYTES = 8_000_000

const handlers: Handlers<RequestName> = {
  ...clusterHandlers,
  ...packageHandlers,
  ...hostHandlers,
  ...checksHandlers,
  ...reviewHandlers,
  ...runHandlers,
}

export function attachSocket(http: HttpServer, engine: Engine, access: Access): Server {
  const io = new Server<Record<string, never>, Pushes>(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_REQUEST_BYTES,
    allowRequest: (request, decide) => decide(null, admitted(request, access)),
  })
  io.on('connection', (client) => {
    for (const name of requestNames()) listen(name, { engine, client })
  })
  tellClusterChanges(io, engine)
  tellChecks(io, engine)
  return io
}

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
