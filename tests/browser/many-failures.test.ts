import { describe, expect, it } from 'vitest'
import { expectAccessible } from './accessible'
import { waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { MANY_ID, seedManyHosts } from './many-hosts'
import { startWizard } from './wizard'

const TEST_MS = 5 * 60_000
const REASON = 'small machines for a trial'

const { wizard, visit } = browserFixture({ start: () => startWizard('serve', seedManyHosts) })

describe('a check that fails on several of 200 hosts', () => {
  it(
    'shows its remedy once, and is waived on the selected hosts with one reason',
    async () => {
      const { page } = await visit()
      await page.goto(`${wizard().origin}/clusters/${MANY_ID}/checks`)
      await page.getByRole('table').getByRole('button', { name: 'CPU cores', exact: true }).click()
      const panel = page.getByRole('dialog', { name: 'CPU cores' })
      await waitUntilVisible(panel.getByRole('heading', { name: 'How to fix it' }))
      const failing = await panel.getByRole('checkbox', { name: /^Waive on / }).count()
      expect(failing).toBeGreaterThan(1)
      await expectAccessible(page, 'a check that fails on several hosts')
      await panel
        .getByRole('checkbox', { name: /^Waive on / })
        .last()
        .click()
      await panel.getByRole('button', { name: /^Waive on \d+ hosts?…$/ }).click()
      await page.getByLabel('Reason').fill(REASON)
      await page.getByRole('button', { name: 'Waive check' }).click()
      await expect.poll(() => panel.getByText('Waived', { exact: true }).count()).toBe(failing - 1)
      await panel.getByRole('button', { name: 'Close' }).click()

      const waivers = page.getByRole('region', { name: 'Waived checks' }).getByText(REASON)
      expect(await waivers.count()).toBe(failing - 1)
      await page
        .getByRole('button', { name: /^Remove waiver: CPU cores/ })
        .first()
        .click()
      await expect.poll(() => waivers.count()).toBe(failing - 2)
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => waivers.count()).toBe(failing - 1)
    },
    TEST_MS,
  )
})
