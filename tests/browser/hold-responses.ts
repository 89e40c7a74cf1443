/** Holds back the server's responses to one kind of request of a page, like a slow server. */
import type { Page } from 'playwright-core'
import type { RequestName } from '@/lib/contract/socket'

/** Packets of socket.io: type, id, and JSON. */
const REQUEST = /^42(\d+)\[/
const RESPONSE = /^43(\d+)\[/

/** Applies to connections opened afterwards. @returns a function that delivers the responses, held and later */
export async function holdResponses(page: Page, name: RequestName): Promise<() => void> {
  const held: (() => void)[] = []
  let isHolding = true
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
      if (isHolding && id && requests.has(id)) held.push(() => socket.send(message))
      else socket.send(message)
    })
  })
  return () => {
    isHolding = false
    for (const deliver of held.splice(0)) deliver()
  }
}
