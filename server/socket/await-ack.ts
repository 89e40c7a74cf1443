import type { Client } from './handlers/handler'

const ACK_TIMEOUT_MS = 30_000

/**
 * Waits for a client's acknowledgement; rejects after a timeout. It then closes the connection: a page that was only
 * suspended, as on a laptop that slept, reconnects and requests what it lacks. socket.io's own timer continues after a
 * disconnect and would delay the exit of a stopped server by up to 30 seconds; this one does not keep the process alive.
 */
export async function awaitAck(
  { conn }: Pick<Client, 'conn'>,
  ack: Promise<unknown>,
  timeoutMs = ACK_TIMEOUT_MS,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Without its buffer: the reconnected page requests everything again. `disconnect` would prevent a reconnect.
      conn.close(true)
      reject(new Error('not acknowledged in time'))
    }, timeoutMs).unref()
  })
  try {
    await Promise.race([ack, timeout])
  } finally {
    clearTimeout(timer)
  }
}
