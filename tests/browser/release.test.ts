import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TREE_20, TREE_UNKNOWN, type Tree, tree21, writeTree } from '../server/packages/package-tree'
import { expectAccessible } from './accessible'
import { goTo, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 3 * 60_000
const { visit } = browserFixture({ start: () => startWizard('serve') })
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'release-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Enters the folder of a package on this machine in a new cluster. */
async function enterPackage(page: Page, name: string, tree: Tree): Promise<string> {
  const at = await writeTree(path.join(folder, name), tree)
  await page.getByRole('button', { name: 'New cluster' }).click()
  await waitUntilVisible(page.getByText('Connected to This machine'))
  await page.getByLabel('Package folder').fill(at)
  await page.getByLabel('Package folder').press('Tab')
  return at
}

it(
  'a package that is not recognized is refused with the found evidence, and used after its release is specified',
  async () => {
    const { page } = await visit()
    const at = await enterPackage(page, 'kubesphere-all-v2.1.0', TREE_UNKNOWN)
    await waitUntilVisible(page.getByText(/match none of the releases that Taskbox supports/))
    const evidence = page.getByRole('region', { name: 'Expected and found evidence' })
    await waitUntilVisible(evidence.getByText(/^v2\.1\.0: 4 of 5 differ$/))
    // The release with the fewest differences is open.
    await waitUntilVisible(evidence.getByRole('row', { name: 'conf/common.yaml present Differs missing' }))
    await expectAccessible(page, 'refused package')

    await page.getByRole('button', { name: 'Use this release' }).click()
    expect(await page.getByText('Fill in this field.').count()).toBe(2)
    await page.getByRole('combobox', { name: 'Release' }).click()
    await page.getByRole('option', { name: 'v2.1.0 (Kubernetes v1.15.5)' }).click()
    await page.getByLabel('Reason').fill('a build of ours')
    await page.getByRole('button', { name: 'Use this release' }).click()
    await waitUntilVisible(page.getByText('v2.1.0 · Kubernetes v1.15.5 · specified by you: a build of ours'))
    expect((await readdir(at, { recursive: true })).sort()).toEqual(
      ['conf', 'conf/hosts.ini', 'scripts', 'scripts/install.sh'].sort(),
    )

    // The choice applies to one folder only.
    await page.getByLabel('Package folder').fill(`${at}/x`)
    await expect.poll(() => page.getByText(/specified by you/).count()).toBe(0)
  },
  TEST_MS,
)

it(
  'the storage step offers the classes and add-ons of the detected release, with its defaults',
  async () => {
    const { page } = await visit()
    await enterPackage(page, 'detected', tree21('v1.16.7'))
    await waitUntilVisible(page.getByText('v2.1.1 · Kubernetes v1.16.7'))
    await goTo(page, 'Storage')
    await waitUntilVisible(page.getByRole('radio', { name: /Local Volume/, checked: true }))
    await page.getByRole('switch', { name: 'Service mesh' }).click()
    await page.keyboard.press('Tab')
    await waitUntilVisible(
      page.getByText(/Without “logging”, the add-on “servicemesh” works only partly/).first(),
    )
    await page.getByRole('switch', { name: 'Logging system' }).click()
    await page.getByRole('switch', { name: 'GitLab' }).click()
    await waitUntilVisible(page.getByText(/http:\/\/gitlab\.devops\.kubesphere\.local:30080/))
    await expectAccessible(page, 'add-ons')
  },
  TEST_MS,
)

it(
  'a package that was replaced is detected again by its button',
  async () => {
    const { page } = await visit()
    const at = await enterPackage(page, 'replaced', TREE_20)
    await waitUntilVisible(page.getByText('advanced-2.0.x · Kubernetes v1.13.5'))
    await rm(at, { recursive: true })
    await writeTree(at, tree21('v1.16.7'))
    await page.getByRole('button', { name: 'Check folder' }).click()
    await waitUntilVisible(page.getByText('v2.1.1 · Kubernetes v1.16.7'))
  },
  TEST_MS,
)

it(
  'a folder that is named like another release is reported',
  async () => {
    const { page } = await visit()
    await enterPackage(page, 'kubesphere-all-v2.1.1', TREE_20)
    await waitUntilVisible(page.getByText('advanced-2.0.x · Kubernetes v1.13.5'))
    await waitUntilVisible(page.getByText(/does not match release advanced-2\.0\.x/))
    await waitUntilVisible(
      page.getByText('Minimum of all hosts together: 8 cores, 16 GiB memory.', { exact: false }),
    )
  },
  TEST_MS,
)
