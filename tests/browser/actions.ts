/** Common actions in the wizard, in English. Every wait uses the page's default timeout. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PAGE_KEY_ITEM } from '@/lib/contract/handshake'

/** Timeouts of checks and an install on a machine under load. */
export const CHECKED_WITHIN_MS = 120_000
export const INSTALLED_WITHIN_MS = 20 * 60_000

/** Opens a sign-in or share link, and waits for the page to which it redirects. */
export async function openLink(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.waitForURL(({ pathname, search }) => !/[?&](?:token|key)=/.test(search) && pathname !== '/share')
}

/** The page key in the page's storage. */
export const pageKeyOf = (page: Page): Promise<string> =>
  page.evaluate((item) => localStorage.getItem(item) ?? '', PAGE_KEY_ITEM)

/** Waits until the locator is visible. */
export const waitUntilVisible = (locator: Locator, timeout?: number) =>
  locator.first().waitFor({ state: 'visible', ...(timeout && { timeout }) })

/** Clicks the step's Next button, and waits for the next step's title. */
export async function goToNext(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Next: ${title}` }).click()
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: title, exact: true }))
}

/** Opens a step by the navigation. */
export async function goTo(page: Page, title: string): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Steps' })
  await navigation.getByRole('link', { name: new RegExp(`^${title}\\b`) }).click()
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: title, exact: true }))
}

/** The label, name or text of the focused control; `BODY` if the focus is lost. */
export const focusedControl = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document
    if (!activeElement || activeElement === document.body) return 'BODY'
    const label = activeElement.getAttribute('aria-label') ?? activeElement.textContent
    return label || activeElement.id
  })

/** Waits until the server has stored all input. */
export const saved = (page: Page) => waitUntilVisible(page.getByText('Saved', { exact: true }))

/** Waits for the end of the checks and waives each failure with a reason. @returns labels of the waived checks */
export async function waiveAll(page: Page, reason: string): Promise<string[]> {
  await page.getByRole('button', { name: 'Re-run all checks' }).waitFor({ timeout: CHECKED_WITHIN_MS })
  const failing = page.getByRole('table').getByRole('button', { name: /: Failed$/ })
  const waived: string[] = []
  while ((await failing.count()) > 0) {
    await failing.first().click()
    const panel = page.getByRole('dialog')
    const open = panel.getByRole('button', { name: /^Waive .* on .*…$/ })
    await waitUntilVisible(open)
    for (let remaining = await open.count(); remaining > 0; remaining = await open.count()) {
      waived.push((await open.first().getAttribute('aria-label')) ?? '')
      await open.first().click()
      await page.getByLabel('Reason').fill(reason)
      await page.getByRole('button', { name: 'Waive check' }).click()
      await page.getByLabel('Reason').waitFor({ state: 'detached' })
      await expect.poll(() => focusedControl(page)).not.toBe('BODY')
    }
    await panel.getByRole('button', { name: 'Close' }).click()
    await panel.waitFor({ state: 'detached' })
  }
  return waived
}

/** Starts the install from the review and confirms the dialog. */
export async function install(page: Page, name: string, hosts: number): Promise<void> {
  await page.getByRole('button', { name: `Install ${name} on ${hosts} hosts` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Install', exact: true }).click()
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Install', exact: true }))
}

/** Imports a cluster file on the first page, and navigates through the checks to the review. */
export async function openToReview(page: Page, text: string): Promise<void> {
  const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
  await page.getByLabel('Import cluster file').last().setInputFiles(file)
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
  await goTo(page, 'Checks')
  await page.getByRole('button', { name: 'Re-run all checks' }).waitFor({ timeout: CHECKED_WITHIN_MS })
  await goToNext(page, 'Review')
}

/** Waits for a state of the visible run. */
export const waitForRunState = (page: Page, state: string, timeout?: number) =>
  waitUntilVisible(page.locator('main').getByText(state, { exact: true }), timeout)

/** A run's plays as `TITLE: COUNT`, where COUNT is the number of tasks, or of failures if any. In any language. */
export async function phases(page: Page, region = 'Plays'): Promise<string[]> {
  const expanded = page.getByRole('region', { name: region }).locator('button[aria-expanded]')
  return expanded.evaluateAll((buttons) =>
    buttons.map((button) => {
      const [title, count] = button.querySelectorAll(':scope > span')
      return `${title?.firstChild?.textContent}: ${Number.parseInt(count?.textContent ?? '', 10)}`
    }),
  )
}

/** The visible log lines. */
export const logLines = (page: Page) => page.getByRole('region', { name: 'Log lines' })
