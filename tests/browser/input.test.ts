import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectAccessible } from './accessible'
import { goTo, goToNext, saved, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 5 * 60_000
const CANARY = 'Marked-secret-7f3a'
const MAX_TABS = 60
const STEPS = ['Installer', 'Hosts', 'Network', 'Storage', 'Checks', 'Review', 'Install', 'Done']
/** A port without a listener. */
const CLOSED_PORT = '1'

const { wizard, visit } = browserFixture({ start: () => startWizard('serve'), secrets: () => [CANARY] })

/** A cluster file without the parameters that its storage class requires. */
const GLUSTERFS = `version: 2
name: volumes
installer: {source: /nowhere, version: advanced-1.0.0, mode: multi-node}
storage: {class: glusterfs}
`

async function openFile(page: Page, text: string): Promise<void> {
  const file = { name: 'cluster.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) }
  await page.locator('input[type=file]').setInputFiles(file)
}

async function newCluster(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New cluster' }).click()
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
}

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let count = 0; count < MAX_TABS; count += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} cannot be reached by Tab`)
}

/** The note below a field that screen readers announce with it. */
async function descriptionOf(page: Page, field: Locator): Promise<string> {
  const id = await field.getAttribute('aria-describedby')
  return (await page.locator(`[id="${id}"]`).textContent()) ?? ''
}

const isInvalid = (field: Locator) => field.getAttribute('aria-invalid')

/** Reloads in the frame after the text was typed, before a delayed save could run. */
async function typeAndReload(page: Page, field: Locator, text: string): Promise<void> {
  await field.focus()
  const loaded = page.waitForEvent('load')
  await field.evaluate((_, typed) => {
    document.execCommand('insertText', false, typed)
    requestAnimationFrame(() => location.reload())
  }, text)
  await loaded
}

/** Pastes a table like from a spreadsheet. */
async function addHosts(page: Page, text: string): Promise<void> {
  await goTo(page, 'Hosts')
  await page.getByRole('button', { name: 'Paste or import' }).click()
  await page.getByRole('dialog').getByLabel('Text').fill(text)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Add \d+ hosts?/ })
    .click()
}

describe('a field', () => {
  it(
    'is validated on blur, not while typing; its error appears at the field and in a summary that links to it',
    async () => {
      const { page } = await visit()
      await newCluster(page)
      await goTo(page, 'Network')
      const pods = page.getByLabel('Pod network')
      await pods.fill('')
      await pods.pressSequentially('10.233.0.5/18')
      expect(await isInvalid(pods)).toBeNull()
      await pods.press('Tab')
      await expect.poll(() => isInvalid(pods)).toBe('true')
      expect(await descriptionOf(page, pods)).toContain('Enter 10.233.0.0/18.')

      await page.getByRole('button', { name: 'Next: Storage' }).click()
      const summary = page.getByRole('region', { name: /need.? attention$/ })
      await summary.getByRole('button', { name: /10\.233\.0\.5\/18/ }).click()
      expect(await pods.evaluate((element) => element === document.activeElement)).toBe(true)
      await pods.fill('10.233.0.0/18')
      await pods.press('Tab')
      await expect.poll(() => descriptionOf(page, pods)).toMatch(/overlap/)
      await pods.fill('10.240.0.0/16')
      await pods.press('Tab')
      await expect.poll(() => isInvalid(pods)).toBeNull()
      await goToNext(page, 'Storage')
    },
    TEST_MS,
  )

  it(
    'of a table shows its error in the cell, and Ctrl+Z undoes the change',
    async () => {
      const { page } = await visit()
      await newCluster(page)
      await addHosts(
        page,
        'Node_1\t192.168.0.300\tmaster,etcd\nnode2\t192.168.0.2\tnode\nnode3\t192.168.0.2\tnode',
      )
      for (const [label, message] of [
        ['Name, row 1', /not a valid host name.*“node-1”/],
        ['Address, row 1', /not an address or host name/],
        ['Address, row 3', /node2 in row 2 already uses the address/],
      ] as const) {
        const cell = page.getByLabel(label, { exact: true })
        await cell.focus()
        await cell.press('Tab')
        await expect.poll(() => isInvalid(cell), { message: label }).toBe('true')
        expect(await descriptionOf(page, cell), label).toMatch(message)
      }
      await expectAccessible(page, 'hosts with problems')
      const name = page.getByLabel('Name, row 3', { exact: true })
      await name.fill('node4')
      await name.press('Control+z')
      await expect.poll(() => name.inputValue()).toBe('node3')
    },
    TEST_MS,
  )
})

/** An inventory with a bastion, a network, a duplicate address, a cut password, a key file and a group of another kind. */
const FOREIGN = `[all]
Master_1 ansible_host=192.168.0.1
n2 ansible_host=192.168.0.2 ansible_ssh_pass=${CANARY}#x
n3 ansible_host=192.168.0.2 ansible_ssh_private_key_file=~/.ssh/n3
[kube_control_plane]
Master_1
[kube_node]
n2
n3
[gpu]
n3
[bastion]
door ansible_host=198.51.100.7 ansible_user=jump
[all:vars]
kube_pods_subnet=10.99.0.0/16
`

describe('the import of hosts', () => {
  it(
    'shows the hosts as they will be, what was not understood, and keeps the text until it is discarded',
    async () => {
      const { page } = await visit()
      await newCluster(page)
      await goTo(page, 'Hosts')
      await page.getByRole('button', { name: 'Paste or import' }).click()
      const dialog = page.getByRole('dialog', { name: 'Paste or import hosts' })
      const text = dialog.getByRole('textbox', { name: 'Text', exact: true })
      await text.fill(FOREIGN)
      await waitUntilVisible(dialog.getByText('Found 3 hosts in an Ansible inventory (INI).'))
      for (const [label, message] of [
        ['Name, row 1', /not a valid host name/],
        ['Address, row 3', /n2 in row 2 already uses the address/],
      ] as const)
        expect(await descriptionOf(page, dialog.getByLabel(label, { exact: true })), label).toMatch(message)
      for (const shown of ['Line 3', 'ansible_ssh_pass=•••', 'Line 4', 'Other groups: gpu'])
        await waitUntilVisible(dialog.getByText(shown).first())
      await expectAccessible(page, 'the import of hosts')

      await dialog.getByLabel('Name, row 1', { exact: true }).fill('master1')
      await page.keyboard.press('Escape')
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
      expect(await text.inputValue()).toBe(FOREIGN)
      expect(await dialog.getByLabel('Name, row 1', { exact: true }).inputValue()).toBe('master1')
      await dialog.getByRole('button', { name: 'Add 3 hosts' }).click()
      expect(await page.getByLabel('Name, row 1', { exact: true }).inputValue()).toBe('master1')
      await goTo(page, 'Network')
      expect(await page.getByLabel('Pod network').inputValue()).toBe('10.99.0.0/16')
    },
    TEST_MS,
  )
})

describe('typed input', () => {
  it(
    'survives an immediate reload and appears in a second tab, which does not overwrite the first; secrets are stored, not sent back',
    async () => {
      const { page, context, monitor } = await visit()
      await newCluster(page)
      await typeAndReload(page, page.getByLabel('Cluster name'), 'not for long')
      expect(await page.getByLabel('Cluster name').inputValue()).toBe('not for long')

      await page.getByRole('radio', { name: 'Another machine (SSH)' }).click()
      await page.getByRole('textbox', { name: 'Address', exact: true }).fill('300.1.2.3')
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill(CANARY)
      await page.getByLabel('Package folder').fill('opt')
      await page.getByLabel('Package folder').press('Tab')
      await saved(page)
      await page.reload()
      await waitUntilVisible(page.getByText('Saved (encrypted)'))
      expect(await page.getByRole('textbox', { name: 'Address', exact: true }).inputValue()).toBe('300.1.2.3')
      expect(await page.getByLabel('Package folder').inputValue()).toBe('opt')
      expect(await page.content()).not.toContain(CANARY)

      const second = await context.newPage()
      await second.goto(page.url())
      await second.getByLabel('SSH port').fill('2222')
      await second.getByLabel('SSH port').press('Tab')
      await expect.poll(() => page.getByLabel('SSH port').inputValue()).toBe('2222')
      await waitUntilVisible(page.getByText('Changed in another window: Installer'))
      await waitUntilVisible(page.locator('[id="taskbox.port"][data-changed-elsewhere]'))
      await page.getByLabel('Cluster name').fill('for long')
      await expect.poll(() => second.getByLabel('Cluster name').inputValue()).toBe('for long')
      expect(await second.getByLabel('SSH port').inputValue()).toBe('2222')
      expect(monitor.received('300.1.2.3')).toBe(true)
    },
    TEST_MS,
  )

  it(
    'keeps its stored password after a port change on the same page; on another page the password requires the token',
    async () => {
      const { page, monitor } = await visit()
      await newCluster(page)
      await page.getByRole('radio', { name: 'Another machine (SSH)' }).click()
      await page.getByRole('textbox', { name: 'Address', exact: true }).fill('300.1.2.3')
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill(CANARY)
      await saved(page)
      await expect.poll(() => monitor.sent(CANARY)).toBe(1)
      const port = page.getByLabel('SSH port')
      await port.fill('2222')
      await port.press('Tab')
      await saved(page)
      await expect.poll(() => monitor.sent('2222')).toBe(1)
      expect(monitor.sent(CANARY)).toBe(1)
      await waitUntilVisible(page.getByText('Saved (encrypted)'))
      await page.reload()
      await waitUntilVisible(page.getByText('Saved (encrypted)'))
      await port.fill('2223')
      await port.press('Tab')
      await waitUntilVisible(page.getByText('Saved for another destination'))
      await page.getByRole('button', { name: 'Approve new destination' }).click()
      await page.getByLabel('Access token or password').fill(wizard().token)
      await page.getByRole('button', { name: 'Approve', exact: true }).click()
      await waitUntilVisible(page.getByText('Saved (encrypted)'))
    },
    TEST_MS,
  )

  it(
    'survives a change of language and theme, which persist too',
    async () => {
      const { page } = await visit()
      await newCluster(page)
      await page.getByLabel('Cluster name').fill('zweisprachig')
      await page.getByLabel('Theme').selectOption('dark')
      await page.getByLabel('Language').selectOption('zh-CN')
      await waitUntilVisible(page.getByRole('heading', { level: 1, name: '安装程序' }))
      expect(await page.getByLabel('集群名称').inputValue()).toBe('zweisprachig')
      await page.reload()
      await waitUntilVisible(page.getByRole('heading', { level: 1, name: '安装程序' }))
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
      expect(await page.getByLabel('集群名称').inputValue()).toBe('zweisprachig')
    },
    TEST_MS,
  )

  it(
    'in a file that is not a cluster file is rejected with line and reason',
    async () => {
      const { page } = await visit()
      const text = 'version: 1\nname: x\nhosts:\n  - name: Big\n    address: 192.168.0.1\n    colour: red\n'
      await openFile(page, text)
      await waitUntilVisible(page.getByText(/line 6.*hosts\[0\]\.colour/i))
      await expectAccessible(page, 'home with a refused file')
    },
    TEST_MS,
  )
})

describe('the keyboard', () => {
  it(
    'suffices to create a cluster, fill in a step, fix its problems and continue',
    async () => {
      const { page } = await visit()
      await waitUntilVisible(page.getByRole('button', { name: 'New cluster' }))
      await tabTo(page, page.getByRole('button', { name: 'New cluster' }))
      await page.keyboard.press('Enter')
      await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
      await tabTo(page, page.getByLabel('Cluster name'))
      await page.keyboard.type('keys')
      await tabTo(page, page.getByRole('radio', { name: 'This machine' }))
      await page.keyboard.press('ArrowDown')
      await waitUntilVisible(page.getByLabel('SSH port'))
      await tabTo(page, page.getByRole('textbox', { name: 'Address', exact: true }))
      await page.keyboard.type('127.0.0.1')
      await page.keyboard.press('Tab')
      await page.keyboard.type(CLOSED_PORT)
      await tabTo(page, page.getByRole('textbox', { name: 'Password', exact: true }))
      await page.keyboard.type(CANARY)
      // The button that reveals a password is part of its field.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await waitUntilVisible(page.getByText('the port is closed'))
      await expectAccessible(page, 'a taskbox that refuses')

      await tabTo(page, page.getByRole('button', { name: 'Next: Hosts' }))
      await page.keyboard.press('Enter')
      const summary = page.getByRole('region', { name: /need.? attention$/ })
      await expect.poll(() => summary.evaluate((element) => element === document.activeElement)).toBe(true)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('taskbox.address')
    },
    TEST_MS,
  )
})

describe('every step', () => {
  it(
    'sets the page’s title and icon at once, without a moment without them during navigation',
    async () => {
      const { page } = await visit()
      await newCluster(page)
      await page.evaluate(() => {
        const seen: string[] = []
        Object.assign(window, { seen })
        const record = () => {
          const icon = document.head.querySelector('link[rel="icon"]') ? '' : ', no icon'
          const now = `${document.title || 'no title'}${icon}`
          if (seen.at(-1) !== now) seen.push(now)
        }
        new MutationObserver(record).observe(document, {
          childList: true,
          subtree: true,
          characterData: true,
        })
        record()
      })
      for (const step of [...STEPS.slice(1), 'Installer']) await goTo(page, step)
      const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen)
      expect(seen).toEqual([...STEPS, 'Installer'].map((step) => `${step} · Taskbox`))
      expect((await page.request.get(`${wizard().origin}/favicon.ico`)).headers()['content-type']).toContain(
        'svg',
      )
    },
    TEST_MS,
  )

  it(
    'is accessible both empty and with visible problems',
    async () => {
      const { page } = await visit()
      await newCluster(page)
      await page.getByRole('button', { name: 'Next: Hosts' }).click()
      await expectAccessible(page, 'installer with problems')
      await goTo(page, 'Hosts')
      await page.getByRole('button', { name: 'Next: Network' }).click()
      await page.getByRole('button', { name: 'Paste or import' }).click()
      await page.getByRole('dialog').getByLabel('Text').fill('192.168.0.1-12')
      await waitUntilVisible(page.getByText('Found 12 hosts'))
      await expectAccessible(page, 'import')
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      await goTo(page, 'Network')
      await page.getByLabel('Pod network').fill('10.233.0.0/20')
      await page.getByRole('button', { name: 'Next: Storage' }).click()
      await waitUntilVisible(page.getByText('Networks overlap'))
      await expectAccessible(page, 'network with problems')
      for (const step of ['Checks', 'Review', 'Install', 'Done']) {
        await goTo(page, step)
        await expectAccessible(page, `${step}, too early`)
      }
      await page.goto(wizard().origin)
      await openFile(page, GLUSTERFS)
      await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Installer' }))
      await goTo(page, 'Storage')
      await page.getByRole('button', { name: 'Next: Checks' }).click()
      await waitUntilVisible(page.getByRole('region', { name: /need.? attention$/ }))
      await expectAccessible(page, 'storage with problems')
      await page.goto(`${wizard().origin}/clusters/none/hosts`)
      await waitUntilVisible(page.getByRole('heading', { name: 'Cannot open the cluster' }))
      await expectAccessible(page, 'no such cluster')
    },
    TEST_MS,
  )
})
