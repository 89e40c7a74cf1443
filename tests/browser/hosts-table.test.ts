import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { labSandbox } from '../lab/sandbox'
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

const rowHeights = (page: Page): Promise<number[]> =>
  page
    .locator('tbody tr[aria-rowindex]')
    .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)))

describe('the table of hosts', () => {
  it(
    'keeps the sizes of connected hosts on one line, so that all rows have the same height at 1280 px',
    async () => {
      const { page } = await visit({ viewport: { width: 1280, height: 800 } })
      const text = JSON.stringify(sandboxCluster(sandbox()))
      const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
      await page.getByLabel('Import cluster file').last().setInputFiles(file)
      await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
      await goTo(page, 'Hosts')
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
})
