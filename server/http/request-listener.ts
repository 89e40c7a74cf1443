/** Handles every HTTP request: first the auth middleware, then the handlers in order. Sends all their errors. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Log } from '../log'
import { toFailure } from '../request-failure'
import type { AuthMiddleware } from './auth/middleware'
import { sendFailure } from './responses'

/** Answers a request and returns true, or leaves it to the next handler. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

export function requestListener(
  middleware: Pick<AuthMiddleware, 'handle'>,
  handlers: readonly Handler[],
  log: Log,
): RequestListener {
  return (request, response) => {
    // The socket authenticates its own requests (`allowRequest`).
    if (request.url?.startsWith('/socket.io/')) return
    answer(request, response).catch((error: unknown) => sendError(response, error, log))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(await middleware.handle(request, response))) return
    // The client disconnected during authentication, and handlers would not receive `close`.
    if (response.destroyed) return
    for (const handle of handlers) if (await handle(request, response)) return
  }
}

/** Sends an error as its closed kind. An unexpected one is logged and sent as `internal`. */
function sendError(response: ServerResponse, error: unknown, log: Log): void {
  if (isDisconnect(error)) return
  const failure = toFailure(error, (cause) => log.error({ err: cause }, 'request failed'))
  if (response.headersSent) response.destroy()
  else sendFailure(response, failure)
}

/** Whether the client closed the connection before the response was complete. */
const isDisconnect = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
