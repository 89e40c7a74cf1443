/** Passes all traffic of a Chromium page to a hunter, as reported by the DevTools protocol. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import type { Hunter } from './hunter'

const BINARY = 2
/** Chromium's buffer for received bodies. */
const KEPT_BYTES = 200_000_000

export interface Traffic {
  /** Searches the content that the pages show now. */
  seen(): Promise<void>
  /** Waits until all received data was searched, then searches the pages' storage. */
  settled(): Promise<void>
}

export async function record(context: BrowserContext, hunter: Hunter): Promise<Traffic> {
  const pending = new Set<Promise<unknown>>()
  const keep = (work: Promise<unknown>) => {
    const done = work.catch(() => undefined).finally(() => pending.delete(done))
    pending.add(done)
  }
  context.on('page', (page) => keep(listen(page, hunter, keep)))
  const seen = async () => {
    for (const page of context.pages()) await lookAtPage(page, hunter)
  }
  return {
    seen,
    settled: async () => {
      await seen()
      while (pending.size > 0) await Promise.all(pending)
      hunter.look('cookies and storage', 'context', JSON.stringify(await context.storageState()))
    },
  }
}

async function listen(page: Page, hunter: Hunter, keep: (work: Promise<unknown>) => void): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const urls = new Map<string, string>()
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    urls.set(requestId, request.url)
    hunter.look('addresses asked for', request.url, request.url)
  })
  cdp.on('Network.responseReceived', ({ response }) =>
    hunter.look('headers received', response.url, JSON.stringify(response.headers)),
  )
  cdp.on('Network.loadingFinished', ({ requestId }) =>
    keep(lookAtBody(cdp, requestId, urls.get(requestId) ?? '', hunter)),
  )
  cdp.on('Network.webSocketFrameReceived', ({ response: { opcode, payloadData } }) =>
    hunter.look(
      'socket received',
      'socket',
      opcode === BINARY ? Buffer.from(payloadData, 'base64') : payloadData,
    ),
  )
  cdp.on('Runtime.consoleAPICalled', (event) => hunter.look('console', 'console', JSON.stringify(event)))
  await cdp.send('Runtime.enable')
  await cdp.send('Network.enable', { maxTotalBufferSize: KEPT_BYTES, maxResourceBufferSize: KEPT_BYTES })
}

async function lookAtBody(cdp: CDPSession, requestId: string, url: string, hunter: Hunter): Promise<void> {
  const { body, base64Encoded } = await cdp.send('Network.getResponseBody', { requestId })
  hunter.look('bodies received', url, base64Encoded ? Buffer.from(body, 'base64') : body)
}

/** Searches the page's current source, its text, and the values of its fields. */
async function lookAtPage(page: Page, hunter: Hunter): Promise<void> {
  hunter.look('page source', page.url(), await page.content())
  hunter.look('page text', page.url(), (await page.locator('body').textContent()) ?? '')
  const readable = page.locator('input:not([type=password]), textarea')
  const values = await readable.evaluateAll((fields) =>
    fields.map((field) => ('value' in field ? String(field.value) : '')),
  )
  hunter.look('fields as they are read', page.url(), values.join('\n'))
}
