import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { scaled } from '../scale'
import { expectStillAccessible } from './accessible'
import { waitUntilVisible } from './actions'
import { delayResponses } from './delay-responses'
import { browserFixture } from './fixture'
import { CLUSTER, ENDED, LIVE, type LongLogs, seedLongLogs } from './long-log'
import { startWizard } from './wizard'

const TEST_MS = 5 * 60_000
const ACTION_TIMEOUT_MS = 2 * 60_000
/** Timeout of actions that read the whole log. */
const SLOW = { timeout: ACTION_TIMEOUT_MS }
/** More lines than fit into the maximum element height of a browser, so that the scroll bar is not to scale. */
const LINES = scaled(500_000, 1_000_000)
const LINKED = 0.5 * LINES + 43_210
/** Prints lines for as long as a test may take. */
const PRINTING = 'n=0; while [ $n -lt 20000 ]; do n=$((n+1)); echo "written $n"; sleep 0.05; done'

let longLogs: LongLogs | undefined
const { wizard, visit } = browserFixture({
  start: () =>
    startWizard('serve', async (data) => {
      longLogs = await seedLongLogs(data, LINES, PRINTING)
    }),
})
afterAll(() => longLogs?.stop())

const address = (run: string, hash = '') => `${wizard().origin}/clusters/${CLUSTER}/install?run=${run}${hash}`
const log = (page: Page) => page.getByRole('region', { name: 'Log lines' })
const rows = (page: Page) => log(page).getByRole('listitem')

/** Numbers of the visible lines, from 1. */
function inSight(page: Page): Promise<number[]> {
  return log(page).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return [...element.querySelectorAll('li')]
      .filter((row) => {
        const box = row.getBoundingClientRect()
        return box.bottom > top + 1 && box.top < bottom - 1 && row.querySelector('[data-text]')?.textContent
      })
      .map((row) => Number(row.querySelector('a')?.textContent))
  })
}
const last = async (page: Page) => (await inSight(page)).at(-1) ?? 0
const first = async (page: Page) => (await inSight(page)).at(0) ?? 0
/** Number of the line at the upper edge, even if it is blank. */
const upper = (page: Page): Promise<number> =>
  log(page).evaluate((element) => {
    const { top } = element.getBoundingClientRect()
    const row = [...element.querySelectorAll('li')].find(
      (one) => one.getBoundingClientRect().bottom > top + 1,
    )
    return Number(row?.querySelector('a')?.textContent)
  })
const currentLine = (page: Page): Locator => log(page).locator('li[aria-current]')

/** The page renders few lines. The wheel scrolls a little, the scroll bar far, and the keys jump to the ends. */
async function scrollEverywhere(page: Page): Promise<void> {
  const end = await last(page)
  expect(await rows(page).count()).toBeLessThan(200)

  await log(page).hover()
  const before = await upper(page)
  await page.mouse.wheel(0, -300)
  await expect.poll(() => upper(page)).toBeLessThan(before)
  expect(before - (await upper(page))).toBeLessThanOrEqual(15)
  await waitUntilVisible(page.getByRole('button', { name: 'Go to end' }))

  await log(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }))
  await expect.poll(() => first(page)).toBeGreaterThan(0.45 * end)
  expect(await first(page)).toBeLessThan(0.55 * end)
  const middle = await upper(page)
  await page.mouse.wheel(0, 200)
  await expect.poll(() => upper(page)).toBeGreaterThan(middle)
  expect((await upper(page)) - middle).toBeLessThanOrEqual(10)

  await log(page).focus()
  await page.keyboard.press('Home')
  await expect.poll(() => first(page)).toBe(1)
  await expect.poll(async () => (await inSight(page)).length).toBeGreaterThan(10)
  await page.getByRole('button', { name: 'Go to end' }).click()
  await expect.poll(() => last(page)).toBe(end)
  await expectStillAccessible(page, 'a long log')
}

/** Search covers the whole log, shows the correct count, and navigates in both directions. */
async function search(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Search the log' }).fill('play recap')
  await waitUntilVisible(page.getByText('1 line', { exact: true }))
  await page.getByRole('button', { name: 'Next match' }).click()
  await expect.poll(() => currentLine(page).textContent()).toContain('PLAY RECAP')
  await waitUntilVisible(page.getByText('1 of 1'))

  await page.getByRole('textbox', { name: 'Search the log' }).fill('TASK [')
  const status = page.getByRole('status').filter({ hasText: / of |lines/ })
  await expect
    .poll(async () => Number.parseInt((await status.textContent())?.replace(/\D/g, '') ?? '', 10))
    .toBeGreaterThan(1000)
  await page.getByRole('textbox', { name: 'Search the log' }).press('Shift+Enter')
  // The previous match is known only once all earlier lines were searched.
  await expect.poll(() => currentLine(page).textContent(), { timeout: ACTION_TIMEOUT_MS }).toContain('TASK [')
  const one = Number(await currentLine(page).getByRole('link', { includeHidden: true }).textContent())
  await page.getByRole('textbox', { name: 'Search the log' }).press('Shift+Enter')
  await expect
    .poll(async () =>
      Number(await currentLine(page).getByRole('link', { includeHidden: true }).textContent()),
    )
    .toBeLessThan(one)
}

/** Filters failures, then tasks. */
async function filter(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Result' }).click()
  await page.getByRole('option', { name: 'failed' }).click()
  const texts = () => rows(page).locator('[data-text]').allTextContents()
  await expect.poll(async () => (await texts()).length, SLOW).toBeGreaterThan(5)
  await expect
    .poll(async () => (await texts()).filter((text) => /^(ok|changed|skipping): /.test(text)), SLOW)
    .toEqual([])
  await page.getByRole('combobox', { name: 'Result' }).click()
  await page.getByRole('option', { name: 'All results' }).click()
  await page.getByRole('button', { name: 'Fold all tasks' }).click()
  await expect
    .poll(async () => (await texts()).filter((text) => /^(ok|changed|fatal): /.test(text)), SLOW)
    .toEqual([])
  await expect
    .poll(async () => (await texts()).filter((text) => text.startsWith('TASK [')).length, SLOW)
    .toBeGreaterThan(5)
}

describe('a very long log', () => {
  it(
    'opens at its end, scrolls by wheel, bar and keyboard, and is searched, filtered and collapsed as a whole',
    async () => {
      const { page } = await visit()
      await page.goto(address(ENDED))
      await expect.poll(() => last(page)).toBeGreaterThanOrEqual(LINES)
      await scrollEverywhere(page)
      await search(page)
      await page.getByRole('textbox', { name: 'Search the log' }).fill('')
      await filter(page)
    },
    TEST_MS,
  )

  it(
    'opens at the line of its address, also for another user and after a reload',
    async () => {
      const { page } = await visit()
      await page.goto(address(ENDED, `#L${LINKED}`))
      await expect.poll(() => inSight(page)).toContain(LINKED)
      expect(await currentLine(page).textContent()).toContain(`${LINKED}`)
      await log(page)
        .getByRole('link', { name: `Link to line ${LINKED + 2}`, includeHidden: true })
        .click()
      expect(new URL(page.url()).hash).toBe(`#L${LINKED + 2}`)
      await page.reload()
      await expect.poll(() => inSight(page)).toContain(LINKED + 2)

      const other = await visit()
      await other.page.goto(page.url())
      await expect.poll(() => inSight(other.page)).toContain(LINKED + 2)
    },
    TEST_MS,
  )
})

describe('a log of a run in progress', () => {
  it(
    'ends above the bar of the page, also if the header of the run needs two lines',
    async () => {
      const { page } = await visit({ viewport: { width: 1060, height: 800 } })
      await page.goto(address(LIVE))
      await waitUntilVisible(log(page))
      const bottom = await log(page).evaluate((element) => element.getBoundingClientRect().bottom)
      const bar = await page
        .getByRole('button', { name: 'Stop…' })
        .evaluate((element) => element.closest('.sticky')?.getBoundingClientRect().top)
      expect(bottom).toBeLessThan(bar ?? 0)
    },
    TEST_MS,
  )

  it(
    'is followed until the user scrolls up, and again after a click',
    async () => {
      const { page } = await visit()
      await page.goto(address(LIVE))
      await expect.poll(() => last(page)).toBeGreaterThan(40)
      const lastRow = await last(page)
      await expect.poll(() => last(page)).toBeGreaterThan(lastRow + 20)
      await log(page).hover()
      await page.mouse.wheel(0, -150)
      await waitUntilVisible(page.getByRole('button', { name: 'Follow' }))
      const [firstRow, count] = [await first(page), await rows(page).first().getAttribute('aria-setsize')]
      await expect
        .poll(async () => Number(await rows(page).first().getAttribute('aria-setsize')))
        .toBeGreaterThan(Number(count) + 20)
      expect(await first(page)).toBe(firstRow)
      await page.getByRole('button', { name: 'Follow' }).click()
      await expect.poll(() => last(page)).toBeGreaterThan(Number(count) + 20)
    },
    TEST_MS,
  )
})

it(
  'the page of a run requests the cluster, its runs, the run and its log once each',
  async () => {
    const { page } = await visit()
    await page.goto('about:blank')
    const requests: (string | undefined)[] = []
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        requests.push(/^42\d+\["([\w.-]+)"/.exec(String(payload))?.[1])
      }),
    )
    await page.goto(address(ENDED))
    await expect.poll(() => last(page)).toBeGreaterThanOrEqual(LINES)
    await waitUntilVisible(page.getByRole('button', { name: 'View running operation' }))
    const wanted = ['checks.view', 'clusters.list', 'clusters.open', 'runs.follow', 'runs.watch']
    expect(requests.filter((name) => name !== undefined).toSorted()).toEqual(wanted)
  },
  TEST_MS,
)

describe('a log whose cluster has not loaded', () => {
  const failure = (page: Page) => page.getByText('Cannot open the cluster')
  /** The ended run's next action, since another run of the cluster is in progress. */
  const nextAction = (page: Page) => page.getByRole('button', { name: 'View running operation' })

  it(
    'is shown while the draft is loading; the next action appears with the draft',
    async () => {
      const { page } = await visit()
      await page.goto(address(ENDED))
      await expect.poll(() => last(page)).toBeGreaterThanOrEqual(LINES)
      const deliver = await delayResponses(page, 'clusters.open')
      await page.reload()
      await expect.poll(() => last(page)).toBeGreaterThanOrEqual(LINES)
      await waitUntilVisible(page.getByText('Connected', { exact: true }))
      expect(await nextAction(page).count()).toBe(0)
      deliver()
      await waitUntilVisible(nextAction(page))
    },
    TEST_MS,
  )

  it(
    'is shown with the failure if the draft cannot be loaded, and another attempt loads it',
    async () => {
      const { page } = await visit()
      const draftFile = join(wizard().data, 'clusters', CLUSTER, 'draft.json')
      await rename(draftFile, `${draftFile}.away`)
      try {
        await page.goto(address(ENDED))
        await waitUntilVisible(failure(page))
        await expect.poll(() => last(page)).toBeGreaterThanOrEqual(LINES)
      } finally {
        await rename(`${draftFile}.away`, draftFile)
      }
      await page.getByRole('button', { name: 'Try again' }).click()
      await failure(page).waitFor({ state: 'detached' })
      await waitUntilVisible(nextAction(page))
    },
    TEST_MS,
  )
})
