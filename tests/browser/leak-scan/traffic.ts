/** Passes all traffic of a Chromium page to a leak scanner, as reported by the DevTools protocol. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import type { LeakScanner } from './leak-scanner'

const BINARY = 2
/** Chromium's buffer for received bodies. */
const BUFFER_BYTES = 200_000_000

export interface TrafficScan {
  /** Searches the content that the pages show now. */
  scanPages(): Promise<void>
  /** Waits until all received data was searched, then searches the pages' storage. */
  finish(): Promise<void>
}

export async function scanTraffic(context: BrowserContext, scanner: LeakScanner): Promise<TrafficScan> {
  const pending = new Set<Promise<unknown>>()
  const track = (work: Promise<unknown>) => {
    const done = work.catch(() => undefined).finally(() => pending.delete(done))
    pending.add(done)
  }
  context.on('page', (page) => track(scanPageTraffic(page, scanner, track)))
  const scanPages = async () => {
    for (const page of context.pages()) await scanPage(page, scanner)
  }
  return {
    scanPages,
    finish: async () => {
      await scanPages()
      while (pending.size > 0) await Promise.all(pending)
      scanner.scan('cookies and storage', 'context', JSON.stringify(await context.storageState()))
    },
  }
}

async function scanPageTraffic(
  page: Page,
  scanner: LeakScanner,
  track: (work: Promise<unknown>) => void,
): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const urls = new Map<string, string>()
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    urls.set(requestId, request.url)
    scanner.scan('addresses asked for', request.url, request.url)
  })
  cdp.on('Network.responseReceived', ({ response }) =>
    scanner.scan('headers received', response.url, JSON.stringify(response.headers)),
  )
  cdp.on('Network.loadingFinished', ({ requestId }) =>
    track(scanBody(cdp, requestId, urls.get(requestId) ?? '', scanner)),
  )
  cdp.on('Network.webSocketFrameReceived', ({ response: { opcode, payloadData } }) =>
    scanner.scan(
      'socket received',
      'socket',
      opcode === BINARY ? Buffer.from(payloadData, 'base64') : payloadData,
    ),
  )
  cdp.on('Runtime.consoleAPICalled', (event) => scanner.scan('console', 'console', JSON.stringify(event)))
  await cdp.send('Runtime.enable')
  await cdp.send('Network.enable', { maxTotalBufferSize: BUFFER_BYTES, maxResourceBufferSize: BUFFER_BYTES })
}

async function scanBody(
  cdp: CDPSession,
  requestId: string,
  url: string,
  scanner: LeakScanner,
): Promise<void> {
  const { body, base64Encoded } = await cdp.send('Network.getResponseBody', { requestId })
  scanner.scan('bodies received', url, base64Encoded ? Buffer.from(body, 'base64') : body)
}

/** Searches the page's current source, its text, and the values of its fields. */
async function scanPage(page: Page, scanner: LeakScanner): Promise<void> {
  scanner.scan('page source', page.url(), await page.content())
  scanner.scan('page text', page.url(), (await page.locator('body').textContent()) ?? '')
  const readable = page.locator('input:not([type=password]), textarea')
  const values = await readable.evaluateAll((fields) =>
    fields.map((field) => ('value' in field ? String(field.value) : '')),
  )
  scanner.scan('fields as they are read', page.url(), values.join('\n'))
}
