/** A client of the practice console. */
import { z } from 'zod'

const CONSOLE_MS = 15_000

const state = z.object({
  cluster: z.record(z.string(), z.string()),
  members: z.array(z.object({ name: z.string(), address: z.string(), healthy: z.boolean() })),
  nodes: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      roles: z.string(),
      pods: z.string(),
      ready: z.boolean(),
    }),
  ),
})
export type ConsoleState = z.infer<typeof state>

const fetched = (url: string, init: RequestInit = {}) =>
  fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(CONSOLE_MS) })

/** Logs in. The response's status is 303 with a session cookie, or 403. */
export async function logIn(console: string, account: string, password: string) {
  const answer = await fetched(`${console}/login`, {
    method: 'POST',
    body: new URLSearchParams({ account, password }),
  })
  return { status: answer.status, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

/** Fetches the console's data and its page with a session. */
export async function readConsole(
  console: string,
  cookie: string,
): Promise<{ state: ConsoleState; page: string }> {
  const headers = { cookie }
  const [json, page] = await Promise.all([
    fetched(`${console}/state.json`, { headers }),
    fetched(`${console}/`, { headers }),
  ])
  return { state: state.parse(await json.json()), page: await page.text() }
}
