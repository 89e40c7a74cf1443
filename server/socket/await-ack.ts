/** A client that does not acknowledge in time counts as disconnected; it reconnects and requests what it lacks. */
const ACK_TIMEOUT_MS = 30_000

/**
 * Waits for a client's acknowledgement; rejects after a timeout. socket.io's own timer continues after a disconnect and
 * would delay the exit of a stopped server by up to 30 seconds; this one does not keep the process alive.
 */
export async function awaitAck(ack: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not acknowledged in time')), ACK_TIMEOUT_MS).unref()
  })
  try {
    await Promise.race([ack, timeout])
  } finally {
    clearTimeout(timer)
  }
}
