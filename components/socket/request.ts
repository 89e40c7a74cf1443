import type { Ack, Failure } from '@/lib/contract/failure'
import type { RequestName, RequestPayload, ResponsePayload, ServerEvents } from '@/lib/contract/socket'
import { connection } from './connection'
import { timeoutMs } from './deadlines'

/** A failure as a page knows it: the server's, or that no answer came at all. */
export type RequestError = Failure | { kind: 'no-answer'; facts: Failure['facts'] }

export type RequestResult<T> = { ok: true; value: T } | { ok: false; failure: RequestError }

/** Asks the server. Never throws: what went wrong is in the result. Sent later when the connection is down, until the deadline. */
export async function request<N extends RequestName>(
  name: N,
  payload: RequestPayload<N>,
  options: { deadlineMs?: number } = {},
): Promise<RequestResult<ResponsePayload<N>>> {
  const wait = options.deadlineMs ?? timeoutMs(name)
  try {
    const socket = await connection()
    const answer: Ack<ResponsePayload<N>> = await socket.timeout(wait).emitWithAck(name, payload)
    return answer
  } catch {
    return { ok: false, failure: { kind: 'no-answer', facts: { seconds: Math.round(wait / 1000) } } }
  }
}

/** Listens to what the server tells by itself. Returns how to stop. */
export function onServerEvent<E extends keyof ServerEvents>(event: E, heard: ServerEvents[E]): () => void {
  const name: string = event
  let stopped = false
  const opened = connection()
  opened.then((socket) => !stopped && socket.on(name, heard))
  return () => {
    stopped = true
    opened.then((socket) => socket.off(name, heard))
  }
}
