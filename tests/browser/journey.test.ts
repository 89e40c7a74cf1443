import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { type PracticeWorld, startPracticeHosts } from '@/server/practice/hosts'
import { installPracticePackage } from '@/server/practice/package'
import { hostOf } from '../lab/world'
import { expectAccessible } from './accessible'
import { stage, type Visitor } from './stage'
import { goOn, INSTALLED_WITHIN_MS, install, logLines, phases, runIs, saved, sees, waiveAll } from './walk'
import { startWizard } from './wizard'

const TEST_MS = 30 * 60_000
const STOP_MS = 60_000
const PODS = '10.240.0.0/16'
const REASON = 'a practice machine, no load expected'

let world: PracticeWorld
let folder: string
const { visit, wizard } = stage({
  start: async () => {
    world = await startPracticeHosts({ names: ['master', 'node1', 'node2'] })
    folder = await installPracticePackage(world)
    return startWizard('serve')
  },
  secrets: () => world.hosts.flatMap(({ password, sudoPassword }) => [password, sudoPassword]),
})
afterAll(() => world?.stop(), STOP_MS)

/** The taskbox by SSH, its key compared; the package by its path. */
async function fillInstaller(page: Page): Promise<void> {
  const { address, password, hostKeyFingerprint } = world.hosts[0]
  await page.getByLabel('Cluster name').fill('by-hand')
  await page.getByRole('radio', { name: 'Another machine, by SSH' }).click()
  await page.getByLabel('Address', { exact: true }).fill(address)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByLabel('SSH port').click()
  await sees(page.getByText(hostKeyFingerprint))
  await expectAccessible(page, 'a key to compare')
  await page.getByRole('button', { name: 'Accept and pin' }).click()
  await sees(page.getByText(`${address} answers`))
  await page.getByLabel('Package folder').fill('/opt')
  await page.getByLabel('Package folder').press('Tab')
  await sees(page.getByText('is no installer package'))
  await page.getByLabel('Package folder').fill(folder)
  await page.getByLabel('Package folder').press('Tab')
  await sees(page.getByText('advanced-1.0.0 · Kubernetes v1.12.3'))
}

/** The taskbox is taken over, one host is typed, one comes from the clipboard; each has a login of its own kind. */
async function fillHosts(page: Page): Promise<void> {
  const [taskbox, first, second] = [0, 1, 2].map((index) => hostOf(world, index))
  if (!taskbox || !first || !second) throw new Error('three hosts')
  await page.getByRole('button', { name: `Start with the taskbox ${taskbox.address}` }).click()
  await page.getByLabel('Name, row 1').press('Enter')
  await page.keyboard.type('node1')
  await page.keyboard.press('Tab')
  await page.keyboard.type(first.address)
  await page.keyboard.press('Enter')
  await page.getByLabel('Name, row 3').focus()
  await page.evaluate((text) => navigator.clipboard.writeText(text), `node2\t${second.address}`)
  await page.keyboard.press('Control+V')
  expect(await page.getByLabel('Address, row 3', { exact: true }).inputValue()).toBe(second.address)

  await page.getByRole('textbox', { name: 'Password' }).fill(first.password)
  await page.getByRole('button', { name: /^Login of node2/ }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('switch', { name: 'Use the login for all hosts' }).click()
  await panel.getByLabel('User').fill(second.sudoUser)
  await panel.getByRole('textbox', { name: 'Password', exact: true }).fill(second.sudoPassword)
  await expectAccessible(page, "a host's panel")
  await panel.getByRole('button', { name: 'Done' }).click()

  await sees(page.getByText('2 host keys that were never seen before'))
  for (const host of [first, second]) await sees(page.getByText(host.hostKeyFingerprint))
  await expectAccessible(page, 'hosts with keys to compare')
  await page.getByRole('button', { name: 'Accept and pin all 2' }).click()
  for (const name of ['node1', 'node2'])
    await sees(page.getByRole('button', { name: new RegExp(`Details of ${name}: Reached`) }))
}

/** Everything the page has of the log, by its own button. */
async function copiedLog({ page, context }: Visitor): Promise<string> {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.getByRole('button', { name: 'Copy all lines that are shown' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe('')
  return page.evaluate(() => navigator.clipboard.readText())
}

/** Somebody else opens the run from the first page, and has the whole log from its first line on. */
async function joinRun(other: Visitor): Promise<void> {
  await other.page
    .getByRole('link', { name: /^by-hand/ })
    .last()
    .click()
  await runIs(other.page, 'Installing')
  await sees(logLines(other.page).getByText(/TASK|ok|changed/))
}

/** With what the last page shows, somebody logs in to the console, as the link on it leads there. */
async function logInToConsole({ page, context, witness }: Visitor): Promise<Page> {
  const url = `http://${world.hosts[0].address}:32130`
  witness.alsoAllow(url)
  await sees(page.getByText('It answered a request from the taskbox.'))
  expect((await page.locator('main').allInnerTexts()).join()).not.toContain('passw0rd')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  const asked = page.getByRole('dialog', { name: 'Enter the access token again' })
  await asked.getByLabel('Access token or password').fill('not the token')
  await asked.getByRole('button', { name: 'Show secrets' }).click()
  await sees(asked.getByText('That is not the access token.'))
  await asked.getByLabel('Access token or password').fill(wizard().token)
  await asked.getByRole('button', { name: 'Show secrets' }).click()
  await sees(page.getByText('passw0rd', { exact: true }))
  await page.getByRole('button', { name: 'Copy Password' }).click()
  const password = await page.evaluate(() => navigator.clipboard.readText())
  const [console] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: `Open the console: ${url}` }).click(),
  ])
  await console.getByLabel('Account').fill('admin')
  await console.getByLabel('Password').fill(password)
  await console.getByRole('button', { name: 'Log in' }).click()
  await sees(console.getByRole('heading', { name: 'etcd members' }))
  return console
}

describe('somebody with three hosts and nothing else', () => {
  it(
    'types a cluster in by hand, installs it past a reload and beside a second browser, and logs in to its console',
    async () => {
      const visitor = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
      const { page } = visitor
      await expectAccessible(page, 'home')
      await page.getByRole('button', { name: 'New cluster' }).click()
      await fillInstaller(page)
      await expectAccessible(page, 'installer')
      await goOn(page, 'Hosts')
      await expectAccessible(page, 'hosts, empty')
      await fillHosts(page)
      await expectAccessible(page, 'hosts')
      await goOn(page, 'Network')
      await page.getByLabel('Pod network').fill(PODS)
      await expectAccessible(page, 'network')
      await goOn(page, 'Storage')
      await page.getByRole('radio', { name: 'NFS in Kubernetes' }).click()
      await expectAccessible(page, 'storage')
      await goOn(page, 'Checks')
      const waived = await waiveAll(page, REASON)
      expect(waived).toContain('Waive Operating system on node2…')
      await expectAccessible(page, 'checks')
      await saved(page)
      await goOn(page, 'Review')
      await sees(page.getByRole('tab', { name: /hosts\.ini/ }))
      await expectAccessible(page, 'review')
      await install(page, 'by-hand', 3)
      await sees(page.getByText('Build the etcd cluster'), INSTALLED_WITHIN_MS)
      await page.reload()
      await runIs(page, 'Installing')
      const second = await visit()
      await joinRun(second)
      const mine = await copiedLog(visitor)
      const theirs = await copiedLog(second)
      expect(mine).toContain('KubeSphere Installer Menu')
      expect(theirs.startsWith(mine)).toBe(true)
      await expectAccessible(page, 'install, running')

      for (const each of [visitor, second]) await runIs(each.page, 'Installed', INSTALLED_WITHIN_MS)
      expect(await phases(second.page)).toEqual(await phases(page))
      // Nobody scrolled, so the log was followed to its end.
      for (const each of [visitor, second])
        expect(await each.page.getByRole('button', { name: 'To the end' }).count()).toBe(0)
      expect(await copiedLog(second)).toBe(await copiedLog(visitor))
      await expectAccessible(page, 'install, done')
      await goOn(page, 'Done')
      await expectAccessible(page, 'done')
      await sees(page.getByText(REASON))
      const consolePage = await logInToConsole(visitor)
      await sees(consolePage.getByText(PODS))

      await page.getByRole('link', { name: 'Taskbox, all clusters' }).click()
      await sees(page.getByText('Recent runs'))
      await expectAccessible(page, 'home with a cluster')
      await page.getByRole('button', { name: 'Remove by-hand' }).click()
      await sees(page.getByRole('alertdialog'))
      await expectAccessible(page, 'home with a question')
      expect(visitor.witness.received('by-hand')).toBe(true)
    },
    TEST_MS,
  )
})
