/** The first page in Chromium: compressed JavaScript, and first contentful paint compared with Cockpit's login page. */
import type { Browser, Page } from 'playwright-core'
import { openChromium } from '../browser/chromium'
import { type Bench, median, spread } from './bench'
import { startCockpit } from './cockpit'
import { startWizardProcess } from './wizard-process'

const ROUNDS = 11
const PAINTED_WITHIN_MS = 30_000

interface Visit {
  paintSeconds: number
  scriptBytes: number
}

export const firstPage: Bench = async () => {
  const [wizard, cockpit] = await Promise.all([startWizardProcess(), startCockpit()])
  const browser = await openChromium()
  const ours: Visit[] = []
  const theirs: Visit[] = []
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const visitTaskbox = async () => ours.push(await visit(browser, wizard.address))
      const peers = async () => theirs.push(await visit(browser, cockpit.address))
      for (const one of round % 2 === 0 ? [visitTaskbox, peers] : [peers, visitTaskbox]) await one()
    }
  } finally {
    await browser.close()
    cockpit.stop()
    await wizard.stop()
  }
  // The first visit of each warms up caches and is discarded.
  const [taskbox, peer] = [ours.slice(1), theirs.slice(1)]
  const paints = [
    taskbox.map(({ paintSeconds }) => paintSeconds),
    peer.map(({ paintSeconds }) => paintSeconds),
  ] as const
  const bytes = [
    median(taskbox.map(({ scriptBytes }) => scriptBytes)),
    median(peer.map(({ scriptBytes }) => scriptBytes)),
  ] as const
  // Both pages of a pair are visited within a few seconds, so that other load affects both.
  const ratios = paints[0].map((paint, round) => paint / (paints[1][round] ?? Number.NaN))
  return [
    {
      what: 'first contentful paint',
      taskbox: spread(paints[0]),
      peer: `Cockpit ${spread(paints[1])}`,
      ratio: `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
      goal: 'at most 1',
    },
    {
      what: 'compressed JavaScript',
      taskbox: kilobytes(bytes[0]),
      peer: `Cockpit ${kilobytes(bytes[1])}`,
      ratio: (bytes[0] / bytes[1]).toFixed(1),
      goal: 'under 180 kB',
    },
  ]
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`

/** Visits the page with a new profile, without caches. */
async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const protocol = await context.newCDPSession(page)
  await protocol.send('Network.enable')
  const scripts = new Set<string>()
  let scriptBytes = 0
  protocol.on(
    'Network.responseReceived',
    ({ requestId, type }) => type === 'Script' && scripts.add(requestId),
  )
  protocol.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  await page.waitForURL(({ search }) => search === '')
  await page.waitForLoadState('networkidle')
  const paintMs = await painted(page)
  await context.close()
  return { paintSeconds: paintMs / 1000, scriptBytes }
}

/** Milliseconds to first contentful paint. Polls, since a busy machine may paint after the network is idle. */
async function painted(page: Page): Promise<number> {
  const deadline = Date.now() + PAINTED_WITHIN_MS
  while (Date.now() < deadline) {
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    )
    if (paint !== undefined) return paint
    await page.waitForTimeout(50)
  }
  throw new Error(`${page.url()} was not painted`)
}
