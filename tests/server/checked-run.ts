/** Starts a run like the page: after the checks, which the server requires. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, sendRequest } from './serve'

const POLL_MS = 200

/** Resolves with the run's id. Throws if a check fails without a waiver. */
export async function startChecked(client: Client, id: string): Promise<string> {
  await sendRequest(client, 'checks.run', { id })
  while ((await sendRequest(client, 'checks.view', { id })).progress) await sleep(POLL_MS)
  return (await sendRequest(client, 'runs.start', { id })).run
}
