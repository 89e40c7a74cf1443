/** Enters a cluster of three practice hosts by hand, with canary secrets and a different kind of login for each. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { hostOf, type LabSandbox } from '../lab/sandbox'
import { expectAccessible } from './accessible'
import { focusedControl, saved, waitUntilVisible } from './actions'
import { CANARIES } from './leak-scan/canaries'

/** Enters the taskbox with an encrypted key, compares its host key, and enters the package's path. */
export async function fillInstaller(
  page: Page,
  { sandbox, folder, privateKey }: { sandbox: LabSandbox; folder: string; privateKey: string },
): Promise<void> {
  const { address, hostKeyFingerprint } = sandbox.hosts[0]
  await page.getByLabel('Cluster name').fill('by-hand')
  await page.getByRole('radio', { name: 'Another machine (SSH)' }).click()
  await page.getByLabel('Address', { exact: true }).fill(address)
  await page.getByRole('radio', { name: 'Private key' }).click()
  await page.getByRole('textbox', { name: 'Private key' }).fill(privateKey)
  await page.getByRole('textbox', { name: 'Key passphrase' }).fill(CANARIES['a passphrase'])
  await page.getByLabel('SSH port').click()
  await waitUntilVisible(page.getByText(hostKeyFingerprint))
  await expectAccessible(page, 'a key to compare')
  await page.getByRole('button', { name: 'Trust this key' }).click()
  await waitUntilVisible(page.getByText(`Connected to ${address}`))
  await page.getByLabel('Package folder').fill('/opt')
  await page.getByLabel('Package folder').press('Tab')
  await waitUntilVisible(page.getByText('contains no installer that Taskbox supports'))
  await page.getByLabel('Package folder').fill(folder)
  await page.getByLabel('Package folder').press('Tab')
  // The list of found packages has the same text before the typed folder is checked.
  const note = page.locator('[id="installer.source-note"]')
  await waitUntilVisible(note.getByText('advanced-1.0.0 · Kubernetes v1.12.3'))
}

/**
 * Adopts the taskbox as a host, types one host and pastes another. The shared login first gets a password that is then
 * replaced by the correct one. The third host has its own login.
 */
export async function fillHosts(page: Page, sandbox: LabSandbox): Promise<void> {
  const [taskbox, first, second] = [0, 1, 2].map((index) => hostOf(sandbox, index))
  if (!taskbox || !first || !second) throw new Error('three hosts')
  await page.getByRole('button', { name: `Start with taskbox ${taskbox.address}` }).click()
  await page.getByLabel('Name, row 1').press('Enter')
  await page.keyboard.type('node1')
  await page.keyboard.press('Tab')
  await page.keyboard.type(first.address)
  await page.keyboard.press('Enter')
  await page.getByLabel('Name, row 3').focus()
  await page.evaluate((text) => navigator.clipboard.writeText(text), `node2\t${second.address}`)
  await page.keyboard.press('Control+V')
  expect(await page.getByLabel('Address, row 3', { exact: true }).inputValue()).toBe(second.address)
  await fillLogins(page, second.sudoUser)
  await waitUntilVisible(page.getByText('2 new host keys'))
  for (const host of [first, second]) await waitUntilVisible(page.getByText(host.hostKeyFingerprint))
  await expectAccessible(page, 'hosts with keys to compare')
  await page.getByRole('button', { name: 'Trust all 2 keys' }).click()
  await expect.poll(() => focusedControl(page)).not.toBe('BODY')
  await waitForConnections(page)
}

/** Enters a temporary password for all hosts, and the sudo user's password for the third host. */
async function fillLogins(page: Page, sudoUser: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Password' }).fill(CANARIES['what was typed and not used'])
  await saved(page)
  await page.reload()
  await page.getByText('Replace', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Password' }).fill(CANARIES["root's password"])
  await page.getByRole('button', { name: /^Login of node2/ }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('switch', { name: 'Use the shared login' }).click()
  await panel.getByLabel('User').fill(sudoUser)
  await panel.getByRole('textbox', { name: 'Password', exact: true }).fill(CANARIES["a sudo user's password"])
  await expectAccessible(page, "a host's panel")
  await panel.getByRole('button', { name: 'Done' }).click()
}

export async function waitForConnections(page: Page): Promise<void> {
  for (const name of ['node1', 'node2'])
    await waitUntilVisible(page.getByRole('button', { name: new RegExp(`Details of ${name}: Connected`) }))
}
