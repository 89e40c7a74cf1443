import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { k3sTree, kubesprayTree } from '../server/packages/checkout-tree'
import { writeTree } from '../server/packages/package-tree'
import { expectAccessible } from './accessible'
import { focusedControl, goTo, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { CLUSTER, FAILED_UPGRADE, INSTALLED, seedInstalledCluster } from './installed-cluster'
import { startWizard } from './wizard'

const TEST_MS = 3 * 60_000
const { visit, wizard } = browserFixture({ start: () => startWizard('serve', seedInstalledCluster) })
let folder: string
const sources = { kubespray: '', k3s: '' }

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'products-'))
  sources.kubespray = await writeTree(
    path.join(folder, 'kubespray'),
    kubesprayTree({
      layout: '2.31',
      version: '2.31.0',
      kubernetes: ['1.35.4', '1.35.3', '1.34.7', '1.33.11'],
      minors: ['1.35', '1.34', '1.33'],
    }),
  )
  sources.k3s = await writeTree(path.join(folder, 'k3s-ansible'), k3sTree('1.2.2'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function newCluster(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New cluster' }).click()
  await waitUntilVisible(page.getByText('Connected to This machine'))
}

async function enterSource(page: Page, label: string, at: string): Promise<void> {
  await page.getByLabel(label).fill(at)
  await page.getByLabel(label).press('Tab')
}

const product = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })

it(
  'a checkout brings its product and its settings, and a problem of a collapsed section is linked',
  async () => {
    const { page } = await visit()
    await newCluster(page)
    await enterSource(page, 'Package folder', sources.kubespray)
    await waitUntilVisible(page.getByText('Kubespray 2.31.0 · Kubernetes v1.35.4'))
    await waitUntilVisible(product(page, 'Kubespray').and(page.getByRole('radio', { checked: true })))
    expect(await page.getByRole('radio', { name: 'All-in-one' }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Kubernetes version' }).click()
    await page.getByRole('option', { name: '1.34.7' }).click()

    const proxy = page.getByRole('textbox', { name: 'HTTP proxy' })
    const section = page.locator('summary', { hasText: 'HTTP proxy' })
    const problem = page.getByRole('button', { name: /^HTTP proxy: “••••••” is not a valid URL/ })
    expect(await proxy.isVisible()).toBe(false)
    await section.click()
    await proxy.fill('htp://user:PASSWORD@proxy')
    await proxy.blur()
    await waitUntilVisible(page.getByText('“••••••” is not a valid URL'))
    await expectAccessible(page, 'product and settings')

    await section.click()
    await proxy.waitFor({ state: 'hidden' })
    await problem.click()
    await expect.poll(() => proxy.evaluate((field) => field === document.activeElement)).toBe(true)
    await goTo(page, 'Review')
    await problem.click()
    await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
    await expect.poll(() => proxy.evaluate((field) => field === document.activeElement)).toBe(true)
    await proxy.fill('http://user:PASSWORD@proxy:3128')
    await goTo(page, 'Review')
    const summary = page.getByRole('region', { name: 'Installer', exact: true })
    const terms = await summary.getByRole('term').allInnerTexts()
    const values = await summary.getByRole('definition').allInnerTexts()
    const facts = Object.fromEntries(terms.map((term, at) => [term, values[at]]))
    expect(terms).not.toContain('Kubernetes version')
    expect(facts).toMatchObject({
      Release: 'Kubespray 2.31.0',
      Kubernetes: 'v1.34.7',
      'HTTP proxy': '••••••',
      Source: sources.kubespray,
    })
  },
  TEST_MS,
)

it(
  'another product has its own networks and roles, and offers to remove the settings that it does not have',
  async () => {
    const { page } = await visit()
    await newCluster(page)
    await product(page, 'Kubespray').click()
    await enterSource(page, 'Source folder', sources.kubespray)
    await waitUntilVisible(page.getByText('Kubespray 2.31.0 · Kubernetes v1.35.4'))
    await page.getByRole('radio', { name: 'CRI-O' }).click()
    await product(page, 'k3s').click()
    await expect.poll(() => page.getByLabel('Source folder').inputValue()).toBe('')
    await goTo(page, 'Storage')
    await waitUntilVisible(page.getByText('No release is detected yet', { exact: true }))
    await page.getByRole('link', { name: 'Go to the installer' }).click()
    await enterSource(page, 'Source folder', sources.k3s)
    await waitUntilVisible(page.getByText('k3s-ansible 1.2.2 · Kubernetes'))

    await goTo(page, 'Network')
    expect(await page.getByLabel('Pod network').inputValue()).toBe('10.42.0.0/16')
    await waitUntilVisible(page.getByText('One value does not belong to this release'))
    await expectAccessible(page, 'settings of another product')
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('One value does not belong to this release').waitFor({ state: 'detached' })
    await goTo(page, 'Hosts')
    await page.getByRole('button', { name: 'Use this example' }).click()
    const headings = await page.getByRole('table').getByRole('columnheader').allInnerTexts()
    expect(headings).toEqual(expect.arrayContaining(['server', 'agent']))
    expect(headings).not.toContain('etcd')
  },
  TEST_MS,
)

it(
  'an installed cluster is managed from its result, and what would destroy it is refused before the start',
  async () => {
    const { page } = await visit()
    await page.goto(`${wizard().origin}/clusters/${CLUSTER}/done?run=${INSTALLED}`)
    const manage = page.getByRole('region', { name: 'Manage this cluster' })
    await waitUntilVisible(manage.getByText('The checks have not passed for the current settings'))
    await expectAccessible(page, 'result with operations')

    await manage.getByRole('button', { name: 'Remove hosts…' }).click()
    const dialog = page.getByRole('dialog')
    const remove = dialog.getByRole('button', { name: /^Remove / })
    const name = dialog.getByLabel('Cluster name')
    expect(await dialog.getByRole('checkbox').count()).toBe(3)
    await expect.poll(() => dialog.getByRole('checkbox').first().evaluate(isFocused)).toBe(true)
    await page.keyboard.press('Space')
    await name.fill('prod')
    await waitUntilVisible(dialog.getByText(/No control plane would remain/))
    expect(await remove.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByRole('checkbox', { name: 'cp1', exact: true }).click()
    await dialog.getByRole('checkbox', { name: 'node2', exact: true }).click()
    await waitUntilVisible(dialog.getByText(/are deleted on node2/))
    expect(await remove.getAttribute('aria-disabled')).toBe(null)
    await name.fill('other')
    expect(await remove.getAttribute('aria-disabled')).toBe('true')
    await expectAccessible(page, 'removal of hosts')
    await name.fill('prod')
    await remove.click()
    await waitUntilVisible(page.getByText('You are about to delete data of a cluster.'))
    await page.getByRole('button', { name: 'Cancel' }).last().click()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await focusedControl(page)).toBe('Remove hosts…')

    await manage.getByRole('button', { name: 'Upgrade…' }).click()
    await waitUntilVisible(dialog.getByRole('button', { name: 'Upgrade to v1.35.0' }))
    await expect.poll(() => dialog.getByRole('combobox').evaluate(isFocused)).toBe(true)
    await page.keyboard.press('Escape')
    await manage.getByRole('button', { name: 'Reset…' }).click()
    await waitUntilVisible(dialog.getByText('cp1, node1, node2'))
    await expectAccessible(page, 'reset')

    await page.goto(`${wizard().origin}/clusters/${CLUSTER}/install?run=${FAILED_UPGRADE}`)
    await page.getByRole('button', { name: 'Try again…' }).click()
    await waitUntilVisible(page.getByRole('alertdialog').getByText('Upgrade prod again?'))
  },
  TEST_MS,
)

const isFocused = (element: Element) => element === document.activeElement
