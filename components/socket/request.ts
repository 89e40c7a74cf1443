import type { Ack, Failure } from '@/lib/contract/failure'
import type { Answer, Payload, Pushes, RequestName } from '@/lib/contract/socket'
import { connection } from './connection'
import { deadlineMs } from './deadlines'

/** A failure as a page knows it: the server's, or that no answer came at all. */
export type RequestFailure = Failure | { kind: 'no-answer'; facts: Failure['facts'] }

export type Result<T> = { ok: true; value: T } | { ok: false; failure: RequestFailure }

/** Asks the server. Never throws: what went wrong is in the result. Sent later when the connection is down, until the deadline. */
export async function request<N extends RequestName>(
  name: N,
  payload: Payload<N>,
  options: { deadlineMs?: number } = {},
): Promise<Result<Answer<N>>> {
  const wait = options.deadlineMs ?? deadlineMs(name)
  try {
    const socket = await connection()
    const answer: Ack<Answer<N>> = await socket.timeout(wait).emitWithAck(name, payload)
    return answer
  } catch {
    return { ok: false, failure: { kind: 'no-answer', facts: { seconds: Math.round(wait / 1000) } } }
  }
}

/** Listens to what the server tells by itself. Returns how to stop. */
export function listen<E extends keyof Pushes>(event: E, heard: Pushes[E]): () => void {
  const name: string = event
  let stopped = false
  const opened = connection()
  opened.then((socket) => !stopped && socket.on(name, heard))
  return () => {
    stopped = true
    opened.then((socket) => socket.off(name, heard))
  }
}
