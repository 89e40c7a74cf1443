import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectAccessible } from './accessible'
import { focusedControl, goTo, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 5 * 60_000
const HOSTS = 30
const PASSWORD = 'Marked-secret-9d1b'

const { visit, wizard } = browserFixture({ start: () => startWizard('serve'), secrets: () => [PASSWORD] })

/** 30 hosts at a port without a listener. */
function clusterFile(login: string): string {
  const hosts = Array.from({ length: HOSTS }, (_, index) => {
    const roles = index === 0 ? '[master, etcd, node]' : '[node]'
    return `  - {name: node${index}, address: 127.0.0.1, ip: 10.9.0.${index + 1}, port: ${index + 1}, roles: ${roles}}`
  })
  return `version: 2
name: many
installer: {source: /nowhere, version: advanced-1.0.0, mode: multi-node}
${login}
hosts:
${hosts.join('\n')}
network: {podCidr: 10.233.64.0/20}
storage: {class: nfs-server}
`
}

async function openFile(page: Page, text: string): Promise<void> {
  const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
  await page.locator('input[type=file]').setInputFiles(file)
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
}

const stepLink = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: new RegExp(`^${title}\\b`) })

describe('30 hosts without a connection', () => {
  it(
    'wait for their shared login as one cause, which every page names',
    async () => {
      const { page } = await visit()
      await openFile(page, clusterFile('login: {user: root}'))
      await waitUntilVisible(stepLink(page, 'Hosts').getByText('Needs attention'))
      await goTo(page, 'Hosts')
      await page.getByRole('button', { name: 'Next: Network' }).click()
      const summary = page.getByRole('region', { name: /^1 problem.* attention$/ })
      await waitUntilVisible(
        summary.getByRole('button', { name: `${HOSTS} hosts wait for the shared login.` }),
      )
      await waitUntilVisible(page.getByRole('link', { name: /^1 problem/ }))
      await goTo(page, 'Checks')
      await waitUntilVisible(page.getByRole('button', { name: `${HOSTS} hosts wait for the shared login.` }))
      await page.goto(wizard().origin)
      await waitUntilVisible(page.getByText('Hosts: Needs attention'))
    },
    TEST_MS,
  )

  it(
    'refuse the connection as one cause on each page, and the small pod network shows before a visit of its field',
    async () => {
      const { page } = await visit()
      await openFile(page, clusterFile(`login: {password: ${PASSWORD}}`))
      await goTo(page, 'Network')
      await waitUntilVisible(page.getByText(/Room|room for 16/))
      expect(await page.getByLabel('Pod network').getAttribute('aria-invalid')).toBe('true')
      await waitUntilVisible(page.getByText('30 addresses: 10.9.0.1 to 10.9.0.30'))
      await waitUntilVisible(stepLink(page, 'Hosts').getByText('Needs attention'))
      await goTo(page, 'Checks')
      const cause = page.getByRole('button', { name: /^30 hosts refused the connection/ })
      await waitUntilVisible(cause)
      await cause.click()
      await waitUntilVisible(page.getByRole('dialog', { name: 'node0' }))
      await page.keyboard.press('Escape')
      await waitUntilVisible(page.getByText('Nodes · 30, 1 of them above'))
      await expectAccessible(page, 'hosts that refuse')
    },
    TEST_MS,
  )
})

/** How far the focused control is below the upper edge of the bar at the end of the step; negative: above it. */
const coveredBy = (page: Page) =>
  page.evaluate(() => {
    const bar = document.querySelector('main .sticky.bottom-0')?.getBoundingClientRect()
    const control = document.activeElement?.getBoundingClientRect()
    return bar && control ? control.bottom - bar.top : Number.NaN
  })

describe('the keyboard', () => {
  it(
    'submits with Enter, and keeps a place after each removed control and in each dialog',
    async () => {
      const { page } = await visit({ viewport: { width: 1280, height: 600 } })
      await page.getByRole('button', { name: 'New cluster' }).click()
      const folder = page.getByLabel('Package folder')
      await folder.fill('/nowhere')
      await folder.press('Enter')
      await waitUntilVisible(page.locator('[id="installer.source-note"]').getByText('/nowhere'))
      expect(await folder.evaluate((field) => field === document.activeElement)).toBe(true)

      await goTo(page, 'Hosts')
      await page.getByRole('button', { name: 'Paste or import' }).click()
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
      await page.getByRole('dialog').getByLabel('Text').fill('10.9.0.1-12')
      await page.getByRole('dialog').getByRole('button', { name: 'Add 12 hosts' }).click()
      await expect.poll(() => focusedControl(page)).not.toBe('BODY')

      const remove = page.getByRole('button', { name: /^Remove/ })
      await remove.nth(3).focus()
      const next = await remove.nth(4).getAttribute('aria-label')
      await page.keyboard.press('Enter')
      await expect.poll(() => focusedControl(page)).toBe(next)
      await page
        .getByRole('button', { name: /^Login of/ })
        .first()
        .click()
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
      await page.keyboard.press('Escape')

      await goTo(page, 'Network')
      for (let count = 0; count < 12; count += 1) {
        await page.keyboard.press('Tab')
        if ((await focusedControl(page)) === 'BODY') break
        if (await page.evaluate(() => document.activeElement?.closest('.sticky') !== null)) continue
        expect(await coveredBy(page), await focusedControl(page)).toBeLessThanOrEqual(0)
      }
    },
    TEST_MS,
  )
})
