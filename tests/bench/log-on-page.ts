/** Records the last visible line of a growing log after each frame in Chromium. */
import type { Page } from 'playwright-core'
import { openLink } from '../browser/actions'
import { openChromium } from '../browser/chromium'
import type { Served } from '../server/serve'

/** A frame that changed the last visible line. */
export interface Frame {
  /** Time when the frame was painted, in milliseconds since 1970. */
  at: number
  text: string
}

export interface PageLog {
  /** Waits until a line with this text is the last visible one. @returns the frames since the previous call */
  until(text: string): Promise<Frame[]>
  close(): Promise<void>
}

const WITHIN_MS = 3 * 60_000

/** As text, since the compiler adds a helper for function names that the page does not have. */
const WATCH = `
  window.frames_ = []
  const drawn = new MessageChannel()
  let last = ''
  drawn.port1.onmessage = () => {
    const row = document.querySelector('[data-log] ul[aria-label] > li:last-child')
    const text = row?.querySelector('[data-text]')?.textContent ?? ''
    const edge = row?.closest('section')?.getBoundingClientRect().bottom ?? 0
    if (text === '' || text === last || row.getBoundingClientRect().bottom > edge + 1) return
    last = text
    window.frames_.push({ at: performance.timeOrigin + performance.now(), text })
  }
  requestAnimationFrame(function next() {
    drawn.port2.postMessage(0)
    requestAnimationFrame(next)
  })`

export async function openLog(served: Served, cluster: string, run: string): Promise<PageLog> {
  const browser = await openChromium()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
  const origin = `http://127.0.0.1:${served.port}`
  await openLink(page, `${origin}/?token=${served.token}`)
  await page.goto(`${origin}/clusters/${cluster}/install?run=${run}`)
  await page.locator('[data-log] [data-text]').first().waitFor()
  await page.evaluate(WATCH)
  return {
    async until(text) {
      await page.waitForFunction(
        (wanted) => (Reflect.get(window, 'frames_') as Frame[]).at(-1)?.text.includes(wanted),
        text,
        { polling: 100, timeout: WITHIN_MS },
      )
      return framesOf(page)
    },
    close: () => browser.close(),
  }
}

const framesOf = (page: Page): Promise<Frame[]> =>
  page.evaluate(() => (Reflect.get(window, 'frames_') as Frame[]).splice(0))
