import { describe, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { copyPackage } from '../lab/package'
import { hostOf, labSandbox } from '../lab/sandbox'
import { expectAccessible } from './accessible'
import { CHECKED_WITHIN_MS, goTo, goToNext, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 10 * 60_000

const sandbox = labSandbox('master', 'node1', 'node2')
let folder: string
const { visit } = browserFixture({
  start: async () => {
    folder = await copyPackage(sandbox())
    return startWizard('serve')
  },
  secrets: () => sandbox().hosts.flatMap(({ password, sudoPassword }) => [password, sudoPassword]),
})

describe('a failed check that no field fixes', () => {
  it(
    'marks its step and its host, and links to the command that fixes it',
    async () => {
      await hostOf(sandbox(), 2).exec('mount -t tmpfs -o ro tmp /tmp')
      const { page } = await visit()
      const text = JSON.stringify(sandboxCluster(sandbox(), folder))
      const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
      await page.getByLabel('Import cluster file').last().setInputFiles(file)
      await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
      await goTo(page, 'Checks')
      await page.getByRole('button', { name: 'Re-run all checks' }).waitFor({ timeout: CHECKED_WITHIN_MS })
      const hosts = page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /^Hosts\b/ })
      await waitUntilVisible(hosts.getByText('1 failed check'))

      await goToNext(page, 'Review')
      await page.getByRole('button', { name: 'Go to checks' }).click()
      const blocking = page.getByRole('region', { name: 'One failed check blocks the install' })
      await blocking.getByRole('button', { name: /^Failed|^\/tmp/ }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Show the host: /tmp on node2' }).click()
      await page.waitForURL('**/hosts')
      const panel = page.getByRole('dialog', { name: 'node2' })
      const failed = panel.getByRole('region', { name: 'Failed checks' })
      await waitUntilVisible(failed.getByText('mount -o remount,rw /tmp'))
      await expectAccessible(page, 'host with a failed check')
      expect(await failed.getByRole('button', { name: /^Copy/ }).count()).toBe(1)
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })

      await waitUntilVisible(page.getByRole('button', { name: /node2.*1 failed check/ }))
      await page.getByRole('button', { name: /^\/tmp on node2/ }).click()
      await waitUntilVisible(panel)
      await expectAccessible(page, 'hosts with a failed check')
    },
    TEST_MS,
  )
})
