/** Delays the server's responses to one kind of request of a page, like a slow server. */
import type { Page } from 'playwright-core'
import type { RequestName } from '@/lib/contract/socket'

/** Packets of socket.io: type, id, and JSON. */
const REQUEST = /^42(\d+)\[/
const RESPONSE = /^43(\d+)\[/

/** Applies to connections opened afterwards. @returns a function that delivers the responses, delayed and later */
export async function delayResponses(page: Page, name: RequestName): Promise<() => void> {
  const delayed: (() => void)[] = []
  let isDelaying = true
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const requests = new Set<string>()
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const [, id] = REQUEST.exec(String(message)) ?? []
      if (id && String(message).includes(`["${name}",`)) requests.add(id)
      server.send(message)
    })
    server.onMessage((message) => {
      const [, id] = RESPONSE.exec(String(message)) ?? []
      if (isDelaying && id && requests.has(id)) delayed.push(() => socket.send(message))
      else socket.send(message)
    })
  })
  return () => {
    isDelaying = false
    for (const deliver of delayed.splice(0)) deliver()
  }
}
