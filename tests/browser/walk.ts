/** What somebody does in the wizard again and again, in English. Every wait has the page's own deadline. */
import type { Locator, Page } from 'playwright-core'
import { PAGE_KEY_ITEM } from '@/lib/contract/handshake'

/** How long checks or an install may take on a machine that has much else to do. */
export const CHECKED_WITHIN_MS = 120_000
export const INSTALLED_WITHIN_MS = 20 * 60_000

/** Opens an address that lets in, and waits for the page to which it leads. */
export async function enter(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.waitForURL(({ pathname, search }) => !/[?&](?:token|key)=/.test(search) && pathname !== '/watch')
}

/** The page key that a page of Taskbox was given. */
export const pageKeyOf = (page: Page): Promise<string> =>
  page.evaluate((item) => localStorage.getItem(item) ?? '', PAGE_KEY_ITEM)

/** A locator must come into sight. */
export const sees = (locator: Locator, timeout?: number) =>
  locator.first().waitFor({ state: 'visible', ...(timeout && { timeout }) })

/** Goes on by the step's own button, and waits for the next step's title. */
export async function goOn(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Next: ${title}` }).click()
  await sees(page.getByRole('heading', { level: 1, name: title, exact: true }))
}

/** Goes to a step by the rail, as one may at any time. */
export async function goTo(page: Page, title: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Steps' })
  await rail.getByRole('link', { name: new RegExp(`^${title}\\b`) }).click()
  await sees(page.getByRole('heading', { level: 1, name: title, exact: true }))
}

/** Everything that was typed has reached the server. */
export const saved = (page: Page) => sees(page.getByText('Saved', { exact: true }))

/** Waits for the checks' end and waives what fails, one by one, with a reason. @returns what was waived, by its name */
export async function waiveAll(page: Page, reason: string): Promise<string[]> {
  await page.getByRole('button', { name: 'Re-run all checks' }).waitFor({ timeout: CHECKED_WITHIN_MS })
  const failing = page.getByRole('table').getByRole('button', { name: /: Failed$/ })
  const waived: string[] = []
  while ((await failing.count()) > 0) {
    await failing.first().click()
    const panel = page.getByRole('dialog')
    const open = panel.getByRole('button', { name: /^Waive .* on .*…$/ })
    await sees(open)
    for (let left = await open.count(); left > 0; left = await open.count()) {
      waived.push((await open.first().getAttribute('aria-label')) ?? '')
      await open.first().click()
      await page.getByLabel('Reason').fill(reason)
      await page.getByRole('button', { name: 'Waive check' }).click()
      await page.getByLabel('Reason').waitFor({ state: 'detached' })
    }
    await panel.getByRole('button', { name: 'Close' }).click()
    await panel.waitFor({ state: 'detached' })
  }
  return waived
}

/** Starts the install from the review, past the question whether it is meant. */
export async function install(page: Page, name: string, hosts: number): Promise<void> {
  await page.getByRole('button', { name: `Install ${name} on ${hosts} hosts` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Install', exact: true }).click()
  await sees(page.getByRole('heading', { level: 1, name: 'Install', exact: true }))
}

/** Opens a cluster file on the first page and goes through the checks to the review. */
export async function openToReview(page: Page, text: string): Promise<void> {
  const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
  await page.getByLabel('Import cluster file').last().setInputFiles(file)
  await sees(page.getByRole('heading', { level: 1, name: 'Installer' }))
  await goTo(page, 'Checks')
  await page.getByRole('button', { name: 'Re-run all checks' }).waitFor({ timeout: CHECKED_WITHIN_MS })
  await goOn(page, 'Review')
}

/** Waits for a state of the shown run. */
export const runIs = (page: Page, state: string, timeout?: number) =>
  sees(page.locator('main').getByText(state, { exact: true }), timeout)

/** A run's phases as `TITLE: COUNT`, where COUNT is the number of tasks, or of failures if any. In any language. */
export async function phases(page: Page, region = 'Plays'): Promise<string[]> {
  const shown = page.getByRole('region', { name: region }).locator('button[aria-expanded]')
  return shown.evaluateAll((buttons) =>
    buttons.map((button) => {
      const [title, count] = button.querySelectorAll(':scope > span')
      return `${title?.firstChild?.textContent}: ${Number.parseInt(count?.textContent ?? '', 10)}`
    }),
  )
}

/** The log as it stands in sight. */
export const logLines = (page: Page) => page.getByRole('region', { name: 'Log lines' })
