/** Waiting for a client's acknowledgement. */

/** A client that does not acknowledge for this long is treated as gone; it comes back and asks for what it lacks. */
const ACK_TIMEOUT_MS = 30_000

/**
 * Rejects when the acknowledgement is late. socket.io's own deadline runs on after the client has left, so a server that
 * is stopped would exit up to 30 seconds later; this one keeps no process alive.
 */
export async function awaitAck(acknowledgement: Promise<unknown>): Promise<void> {
  let deadline: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => reject(new Error('not acknowledged in time')), ACK_TIMEOUT_MS).unref()
  })
  try {
    await Promise.race([acknowledgement, late])
  } finally {
    clearTimeout(deadline)
  }
}
