/** Waiting for Ctrl-C or an end asked for by the system. */

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once, as people expect. */
export function waitForSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
  })
}
