import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { labSandbox } from '../lab/sandbox'
import { expectAccessible } from './accessible'
import { goTo, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 5 * 60_000
/** The height from which the table computes the position of the rows that it does not render. */
const ROW_PX = 40
const SIZES = /\d+ cores? · [\d.]+Gi RAM · [\d,]+Gi disk/

const sandbox = labSandbox('master', 'node1')
const { visit } = browserFixture({
  start: () => startWizard('serve'),
  secrets: () => sandbox().hosts.flatMap(({ password, sudoPassword }) => [password, sudoPassword]),
})

const MANY = 200
/** A port without a listener. */
const CLOSED_PORT = 1

/** Hosts that refuse connections. The second has an invalid name. */
const manyHosts = JSON.stringify({
  version: 2,
  name: 'many',
  installer: { source: '/nowhere', version: 'advanced-1.0.0', mode: 'multi-node' },
  hosts: Array.from({ length: MANY }, (_, index) => ({
    name: index === 1 ? 'Node_2' : `node${index + 1}`,
    address: `127.1.0.${index + 1}`,
    port: CLOSED_PORT,
    password: 'not-a-real-one',
    roles: index === 0 ? ['master', 'etcd'] : ['node'],
  })),
})

async function openHosts(page: Page, text: string): Promise<void> {
  const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
  await page.getByLabel('Import cluster file').last().setInputFiles(file)
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
  await goTo(page, 'Hosts')
}

const rowHeights = (page: Page): Promise<number[]> =>
  page
    .locator('tbody tr[aria-rowindex]')
    .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)))

describe('the table of hosts', () => {
  it(
    'keeps the sizes of connected hosts on one line, so that all rows have the same height at 1280 px',
    async () => {
      const { page } = await visit({ viewport: { width: 1280, height: 800 } })
      await openHosts(page, JSON.stringify(sandboxCluster(sandbox())))
      const sizes = page.getByRole('table').getByText(SIZES)
      await expect.poll(() => sizes.count()).toBe(2)
      expect(await rowHeights(page)).toEqual([ROW_PX, ROW_PX])
      const [cut] = await sizes.evaluateAll((lines) =>
        lines.map((line) => line.scrollWidth - line.clientWidth),
      )
      expect(cut).toBe(0)
    },
    TEST_MS,
  )

  it(
    'changes many hosts together, and scrolls with the page',
    async () => {
      const { page } = await visit()
      await openHosts(page, manyHosts)
      const chip = (name: RegExp) =>
        page.getByRole('group', { name: 'Filter hosts' }).getByRole('button', { name })
      await waitUntilVisible(chip(/^All 200/))
      expect(await innerScrollBars(page)).toEqual([])

      await page.getByRole('button', { name: 'Name', exact: true }).click()
      const names = page.getByRole('table').getByRole('textbox', { name: /^Name, row/ })
      await expect.poll(() => names.first().inputValue()).toBe('Node_2')
      expect(await names.nth(1).inputValue()).toBe('node1')
      await page.getByLabel('Search hosts').fill('node19')
      await expect.poll(() => names.count()).toBe(11)

      await page.getByRole('checkbox', { name: 'Select all 11 hosts' }).check()
      const bar = page.getByRole('toolbar', { name: 'Selected hosts' })
      const etcd = bar.getByRole('button', { name: 'etcd' })
      expect(await etcd.getAttribute('aria-pressed')).toBe('false')
      await etcd.click()
      await waitUntilVisible(chip(/^etcd 12/))
      await bar.getByRole('button', { name: 'Login…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Login of 11 hosts' })
      await expectAccessible(page, 'login of many hosts')
      await dialog.getByRole('radio', { name: 'Shared' }).click()
      await dialog.getByRole('button', { name: 'Apply to 11 hosts' }).click()
      await waitUntilVisible(chip(/^Custom login 189/))
      await expectAccessible(page, 'many selected hosts')

      await bar.getByRole('button', { name: 'Remove' }).click()
      await waitUntilVisible(page.getByText('No matching hosts.'))
      await waitUntilVisible(page.getByRole('heading', { name: '189 hosts' }))
      expect(await focusIsLost(page)).toBe(false)
      const removed = page.getByRole('dialog').filter({ hasText: 'Removed 11 hosts' })
      await removed.getByRole('button', { name: 'Undo' }).click()
      await waitUntilVisible(page.getByRole('heading', { name: '200 hosts' }))
      await waitUntilVisible(chip(/^etcd 12/))
    },
    TEST_MS,
  )

  it(
    'gives the reason of a marked cell on focus and hover, and never hides or loses the focused cell',
    async () => {
      const { page } = await visit()
      await openHosts(page, manyHosts)
      await page.getByRole('button', { name: 'Next: Network' }).click()
      // Next focuses the summary at the end of the page.
      await waitUntilVisible(page.getByRole('region', { name: /need.? attention$/ }))
      await page.evaluate(() => window.scrollTo(0, 0))
      const tip = page.locator('[data-cell-tip]')
      await page.getByLabel('Name, row 2', { exact: true }).hover()
      await waitUntilVisible(tip.getByText('not a valid host name'))
      const node3 = page.getByRole('button', { name: 'node, node3', exact: true })
      await node3.click()
      await waitUntilVisible(tip.getByText('no role'))
      expect(await node3.evaluate((cell) => cell.ariaDescribedByElements?.[0]?.textContent)).toContain(
        'no role',
      )
      expect(await page.getByRole('rowheader').nth(2).getByRole('textbox').inputValue()).toBe('node3')
      await page.keyboard.press('Escape')
      await tip.waitFor({ state: 'detached' })

      await page.getByLabel('Name, row 4', { exact: true }).focus()
      for (let row = 0; row < 30; row += 1) await page.keyboard.press('ArrowDown')
      expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Name, row 34')
      expect(await isUncovered(page)).toBe(true)
      await page.getByRole('button', { name: 'Remove node34' }).click()
      expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Remove node35')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'node35' }).getByRole('button', { name: 'Remove' }).click()
      await waitUntilVisible(page.getByRole('heading', { name: '198 hosts' }))
      await expect.poll(() => focusIsLost(page)).toBe(false)
    },
    TEST_MS,
  )
})

/** Elements that scroll inside of the page. */
const innerScrollBars = (page: Page): Promise<string[]> =>
  page
    .locator('main *')
    .evaluateAll((elements) =>
      elements
        .filter(
          (one) =>
            one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY),
        )
        .map(({ className }) => className),
    )

const focusIsLost = (page: Page) => page.evaluate(() => document.activeElement === document.body)

/** Whether the focused element is on top at its center. */
const isUncovered = (page: Page) =>
  page.evaluate(() => {
    const rect = document.activeElement?.getBoundingClientRect()
    if (!rect) return false
    const top = document.elementFromPoint(rect.x + rect.width / 2, rect.y + rect.height / 2)
    return top === document.activeElement
  })
