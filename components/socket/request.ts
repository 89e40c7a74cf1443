import type { Ack, Failure } from '@/lib/contract/failure'
import type { RequestName, RequestPayload, ResponsePayload, ServerEvents } from '@/lib/contract/socket'
import { connection } from './connection'

const DEFAULT_TIMEOUT_MS = 10_000

/** Timeouts of requests that connect to machines or transfer much data. Milliseconds. */
const TIMEOUTS_MS: Partial<Record<RequestName, number>> = {
  'clusters.create': 30_000,
  'clusters.export': 30_000,
  'hosts.import': 30_000,
  'packages.find': 60_000,
  'packages.detect': 60_000,
  'packages.unpack': 30 * 60_000,
  'packages.clone': 30 * 60_000,
  'taskbox.test-connection': 60_000,
  'hosts.test-connection': 60_000,
  'checks.run': 30_000,
  'review.files': 60_000,
  'runs.start': 120_000,
  'runs.adopt': 90_000,
  'runs.watch': 30_000,
  'runs.follow': 30_000,
  'runs.answer': 30_000,
  'runs.send-line': 30_000,
  'runs.stop': 120_000,
  'runs.verify': 30_000,
  'runs.kubeconfig': 120_000,
}

/** How long a page waits for a response, in milliseconds. The server's own timeouts are shorter. */
function timeoutMs(name: RequestName): number {
  return TIMEOUTS_MS[name] ?? DEFAULT_TIMEOUT_MS
}

/** A failure of the server, or `no-answer` after a timeout. */
export type RequestError = Failure | { kind: 'no-answer'; facts: Failure['facts'] }

export type RequestResult<T> = { ok: true; value: T } | { ok: false; failure: RequestError }

/** Sends a request; resolves with the response or an error and never throws. While disconnected, it waits for its timeout. */
export async function request<N extends RequestName>(
  name: N,
  payload: RequestPayload<N>,
): Promise<RequestResult<ResponsePayload<N>>> {
  const timeout = timeoutMs(name)
  try {
    const socket = await connection()
    const ack: Ack<ResponsePayload<N>> = await socket.timeout(timeout).emitWithAck(name, payload)
    return ack
  } catch {
    return { ok: false, failure: { kind: 'no-answer', facts: { seconds: Math.round(timeout / 1000) } } }
  }
}

/** Subscribes to an event of the server. @returns a function that unsubscribes */
export function onServerEvent<E extends keyof ServerEvents>(event: E, handler: ServerEvents[E]): () => void {
  const name: string = event
  let unsubscribed = false
  const socketPromise = connection()
  socketPromise.then((socket) => !unsubscribed && socket.on(name, handler))
  return () => {
    unsubscribed = true
    socketPromise.then((socket) => socket.off(name, handler))
  }
}
