/** A run with a log of a million lines in Chromium: latency until lines are visible, memory and frame times. */

import type { Page } from 'playwright-core'
import { openLink } from '../browser/actions'
import { openChromium } from '../browser/chromium'
import { CLUSTER, ENDED, seedLongLogs } from '../browser/long-log'
import { startWizard } from '../browser/wizard'
import { type Bench, median, type Row, spread, timed } from './bench'

const LINES = 1_000_000
/** Search terms, one per round. */
const QUERIES = ['TASK [', 'fatal: ', 'changed: ', 'skipping: ', 'PLAY [']
const WITHIN_MS = 60_000
const SCROLL_MS = 4000
/** Delay until the page has prefetched lines. */
const IDLE_MS = 2000

export const longPage: Bench = async () => {
  const wizard = await startWizard('serve', (data) => seedLongLogs(data, LINES))
  const browser = await openChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
    const page = await context.newPage()
    await openLink(page, wizard.address)
    const address = `${wizard.origin}/clusters/${CLUSTER}/install?run=${ENDED}`
    // The first opening parses the log in the server, which then caches the result.
    const cold = await opening(page, address)
    const [within, opened]: [number[], number[]] = [[], []]
    const [ends, hits]: [number[], number[]] = [[], []]
    for (const query of QUERIES) {
      within.push(await openWithinMs(page, `${wizard.origin}/clusters/${CLUSTER}/review`))
      opened.push(await opening(page, address))
      ends.push(await toEnd(page))
      hits.push(await search(page, query))
    }
    const heap = await heapMb(page)
    const frame = await worstFrame(page)
    return [
      row('a million lines: first lines', opened, 0.4),
      row('a million lines: first lines, from another step of the open page', within, 0.4),
      row('a million lines: first lines, after a restart of the server', [cold], 0.4),
      row('a million lines: to the end', ends, 0.2),
      row('a million lines: first search hit', hits, 0.2),
      figure("a million lines: the page's heap", heap, 100, 'MB'),
      figure('a million lines: longest frame while scrolling', frame, 50, 'ms'),
    ]
  } finally {
    await browser.close()
    await wizard.stop()
  }
}

const row = (what: string, measured: readonly number[], goal: number): Row => ({
  what,
  taskbox: spread(measured),
  peer: `the goal, ${goal} s`,
  ratio: (median(measured) / goal).toFixed(2),
  goal: 'at most 1',
})

const figure = (what: string, measured: number, goal: number, unit: string): Row => ({
  what,
  taskbox: `${measured.toFixed(0)} ${unit}`,
  peer: `the goal, ${goal} ${unit}`,
  ratio: (measured / goal).toFixed(2),
  goal: 'at most 1',
})

/** Page script: whether a line with at least this number is rendered with its text. */
const IS_VISIBLE = (least: number) =>
  [...document.querySelectorAll('[aria-label="Log lines"] li')].some(
    (one) =>
      Number(one.querySelector('a')?.textContent) >= least &&
      one.querySelector('[data-text]')?.textContent !== '' &&
      one.getBoundingClientRect().height > 0,
  )

const HAS_CURRENT_LINE = () => document.querySelector('[aria-label="Log lines"] li[aria-current]') !== null

/** Polls at each frame, since Playwright's own polling may wait half a second. */
const measured = (page: Page, least: number) =>
  page.waitForFunction(IS_VISIBLE, least, { polling: 'raf', timeout: WITHIN_MS })

async function opening(page: Page, address: string): Promise<number> {
  await page.goto('about:blank')
  return untilLines(page, () => page.goto(address, { waitUntil: 'commit' }))
}

/** Seconds from a click in another step of the open page to the lines. */
async function openWithinMs(page: Page, elsewhere: string): Promise<number> {
  await page.goto(elsewhere)
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.waitForTimeout(IDLE_MS)
  const link = page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /^Install\b/ })
  return untilLines(page, () => link.evaluate((element: HTMLElement) => element.click()))
}

const untilLines = (page: Page, open: () => Promise<unknown>): Promise<number> =>
  timed(async () => {
    await open()
    await measured(page, LINES - 100)
  })

const log = (page: Page) => page.getByRole('region', { name: 'Log lines' })

async function toEnd(page: Page): Promise<number> {
  await log(page).focus()
  await page.keyboard.press('Home')
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Log lines"] li a')?.textContent === '1',
  )
  const button = page.getByRole('button', { name: 'Go to end' })
  await button.waitFor()
  return timed(async () => {
    await button.evaluate((element: HTMLElement) => element.click())
    await measured(page, LINES - 100)
  })
}

/** Seconds from the last key to a highlighted line. */
async function search(page: Page, text: string): Promise<number> {
  const field = page.getByRole('textbox', { name: 'Search the log' })
  await field.fill(text.slice(0, -1))
  await page.waitForTimeout(2000)
  return timed(async () => {
    await field.press(text.slice(-1))
    await field.press('Enter')
    await page.waitForFunction(HAS_CURRENT_LINE, undefined, { polling: 'raf', timeout: WITHIN_MS })
  })
}

/** Heap size of the page in megabytes. */
async function heapMb(page: Page): Promise<number> {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('HeapProfiler.collectGarbage')
  await protocol.send('Performance.enable')
  const { metrics } = await protocol.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1e6
}

/** As text, since the compiler adds a helper for function names that the page does not have. */
const WATCH_FRAMES = `new Promise((resolve) => {
  const begun = performance.now()
  let worst = 0
  let last = begun
  requestAnimationFrame(function next(now) {
    worst = Math.max(worst, now - last)
    last = now
    if (now - begun < ${SCROLL_MS}) requestAnimationFrame(next)
    else resolve(worst)
  })
})`

/** Maximum milliseconds between two frames during continuous scrolling. */
async function worstFrame(page: Page): Promise<number> {
  await log(page).hover()
  const watching = page.evaluate<number>(WATCH_FRAMES)
  for (const until = Date.now() + SCROLL_MS; Date.now() < until; await page.waitForTimeout(30))
    await page.mouse.wheel(0, -400)
  return watching
}
