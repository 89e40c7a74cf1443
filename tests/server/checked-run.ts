/** Starts a run like the page: after the checks, which the server requires. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, type Client } from './serve'

const POLL_MS = 200

/** Resolves with the run's id. Throws if a check fails without a waiver. */
export async function startChecked(client: Client, id: string): Promise<string> {
  await ask(client, 'checks.run', { id })
  while ((await ask(client, 'checks.view', { id })).progress) await sleep(POLL_MS)
  return (await ask(client, 'runs.start', { id })).run
}
