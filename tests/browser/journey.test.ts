import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { copyPackage } from '../lab/package'
import { hostOf, labSandbox } from '../lab/sandbox'
import { expectAccessible, expectStillAccessible } from './accessible'
import {
  goToNext,
  INSTALLED_WITHIN_MS,
  install,
  pageKeyOf,
  phases,
  saved,
  waitForRunState,
  waitUntilVisible,
  waiveAll,
} from './actions'
import { fillHosts, fillInstaller, waitForConnections } from './by-hand'
import * as chinese from './chinese-actions'
import { browserFixture, type Visitor } from './fixture'
import { authorizeKey, CANARIES, canariesWith, setPassword } from './leak-scan/canaries'
import { changedFiles, diagnosticReport, download, setReferenceTime, writeReport } from './leak-scan/collect'
import { LeakScanner } from './leak-scan/leak-scanner'
import { type ProcessScan, scanProcesses } from './leak-scan/processes'
import { scanTraffic, type TrafficScan } from './leak-scan/traffic'
import { startWizard } from './wizard'

const TEST_MS = 30 * 60_000
const PODS = '10.240.0.0/16'
const REASON = 'a practice machine, no load expected'
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

const files = mkdtempSync(path.join(tmpdir(), 'journey-'))
const reports = path.join(files, 'reports')
mkdirSync(reports)
let folder: string
let privateKey: string
let scanner: LeakScanner
let processes: ProcessScan | undefined
const traffic: TrafficScan[] = []

const sandbox = labSandbox('master', 'node1', 'node2')
const { visit, wizard } = browserFixture({
  start: async () => {
    await setPassword(hostOf(sandbox(), 1), 'root', CANARIES["root's password"])
    await setPassword(hostOf(sandbox(), 2), 'ubuntu', CANARIES["a sudo user's password"])
    privateKey = await authorizeKey(hostOf(sandbox(), 0), files)
    folder = await copyPackage(sandbox())
    await Promise.all(sandbox().hosts.map(setReferenceTime))
    scanner = new LeakScanner(canariesWith(privateKey))
    processes = scanProcesses(scanner, new Set([process.pid]))
    return startWizard('serve', undefined, {
      environment: { NODE_OPTIONS: `--report-on-signal --report-directory=${reports}` },
    })
  },
  secrets: () => Object.values(CANARIES),
  prepare: async (context) => void traffic.push(await scanTraffic(context, scanner)),
})
afterAll(async () => {
  processes?.stop()
  await rm(files, { recursive: true, force: true })
})

/** Searches the current content of all pages. */
async function scanPages(): Promise<void> {
  for (const scan of traffic) await scan.scanPages()
}

/** Fills in every step up to the review. The scan starts after a reload, since fields contain the typed secrets. */
async function fillWizard(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New cluster' }).click()
  await fillInstaller(page, { sandbox: sandbox(), folder, privateKey })
  await expectAccessible(page, 'installer')
  await goToNext(page, 'Hosts')
  await expectAccessible(page, 'hosts, empty')
  await fillHosts(page, sandbox())
  await expectStillAccessible(page, 'hosts')
  await saved(page)
  await page.reload()
  await waitForConnections(page)
  await scanPages()
  await goToNext(page, 'Network')
  await page.getByLabel('Pod network').fill(PODS)
  await expectAccessible(page, 'network')
  await goToNext(page, 'Storage')
  await page.getByRole('radio', { name: 'NFS in Kubernetes' }).click()
  await expectAccessible(page, 'storage')
  await scanPages()
  await goToNext(page, 'Checks')
  const waived = await waiveAll(page, REASON)
  expect(waived).toContain('Waive Operating system on node2…')
  await expectAccessible(page, 'checks')
  await saved(page)
  await scanPages()
  await goToNext(page, 'Review')
  for (const tab of [/vars\.yml/, /hosts\.ini/]) {
    await page.getByRole('tab', { name: tab }).click()
    await scanPages()
  }
  await expectAccessible(page, 'review')
}

/** Stops or continues the installer, so that pages can be inspected during a fast install. */
const signalAnsible = (signal: 'STOP' | 'CONT') =>
  sandbox().hosts[0].exec(`pkill -${signal} -f '[b]in/ansible-playbook'`)

/** Copies the whole log by the page's button. */
async function copiedLog(page: Page, button = 'Copy all visible lines'): Promise<string> {
  await page.bringToFront()
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.getByRole('button', { name: button }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe('')
  return page.evaluate(() => navigator.clipboard.readText())
}
const copiedLogInChinese = (page: Page) => copiedLog(page, '复制显示的全部行')

/** Opens the run from the first page in Chinese, with the whole log from its first line. */
async function openRunInChinese(page: Page): Promise<void> {
  await chinese.expectChinese(page)
  await page
    .getByRole('link', { name: /^by-hand/ })
    .last()
    .click()
  await waitForRunState(page, '安装中')
  await waitUntilVisible(
    page
      .getByRole('region', { name: '日志内容' })
      .getByText(/TASK|ok|changed/)
      .first(),
  )
  await chinese.expectChinese(page)
}

/** Opens each step of the installed cluster, and the console with the account of the last step. */
async function visitStepsInChinese({ page, context, monitor }: Visitor): Promise<void> {
  for (const step of chinese.STEPS) {
    await chinese.goTo(page, step)
    if (step === '核对') await waitUntilVisible(page.getByRole('tab', { name: /vars\.yml/ }))
    await chinese.expectChinese(page)
    await scanPages()
  }
  monitor.allowOrigin(consoleUrl())
  await chinese.logInToConsole(page, wizard().token, context.waitForEvent('page'))
  await chinese.expectChinese(page)
}

const consoleUrl = () => `http://${sandbox().hosts[0].address}:32130`

/** Logs in to the console by the link and the account on the last page. */
async function logInToConsole({ page, context, monitor }: Visitor): Promise<Page> {
  const url = consoleUrl()
  monitor.allowOrigin(url)
  await waitUntilVisible(page.getByText('Responds to the taskbox'))
  expect((await page.locator('main').allInnerTexts()).join()).not.toContain('passw0rd')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  const confirmDialog = page.getByRole('dialog', { name: 'Enter the access token again' })
  await confirmDialog.getByLabel('Access token or password').fill('not the token')
  await confirmDialog.getByRole('button', { name: 'Show secrets' }).click()
  await waitUntilVisible(confirmDialog.getByText('The access token is wrong.'))
  await confirmDialog.getByLabel('Access token or password').fill(wizard().token)
  await confirmDialog.getByRole('button', { name: 'Show secrets' }).click()
  await waitUntilVisible(page.getByText('passw0rd', { exact: true }))
  await page.getByRole('button', { name: 'Copy Password' }).click()
  const password = await page.evaluate(() => navigator.clipboard.readText())
  const [console] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: `Open the console: ${url}` }).click(),
  ])
  await console.getByLabel('Account').fill('admin')
  await console.getByLabel('Password').fill(password)
  await console.getByRole('button', { name: 'Log in' }).click()
  await waitUntilVisible(console.getByRole('heading', { name: 'etcd members' }))
  return console
}

/** Downloads all files that are available without secrets, and the audit log. */
async function downloadAll(page: Page): Promise<void> {
  const id = /\/clusters\/([\w-]+)/.exec(page.url())?.[1] ?? ''
  const [run = ''] = readdirSync(path.join(wizard().data, 'runs'))
  const artifacts = [
    'export',
    'files?path=conf/hosts.ini',
    'files?path=conf/vars.yml',
    'report?as=html',
    'report?as=json',
  ]
  await download(page, [
    ...artifacts.map((what) => `/api/clusters/${id}/${what}`),
    ...[`/api/runs/${run}/log`, '/api/audit'],
  ])
}

describe('a user with three hosts', () => {
  let cookie = ''
  let pageKey = ''

  it(
    'enters a cluster by hand, installs it with a reload and a second browser in Chinese, and logs in to its console',
    async () => {
      const operator = await visit(CLIPBOARD)
      const { page } = operator
      cookie = (await operator.context.cookies())[0]?.value ?? ''
      pageKey = await pageKeyOf(page)
      await expectAccessible(page, 'home')
      await fillWizard(page)
      await install(page, 'by-hand', 3)
      await waitUntilVisible(page.getByText('Build the etcd cluster'), INSTALLED_WITHIN_MS)
      await signalAnsible('STOP')
      await page.reload()
      await waitForRunState(page, 'Installing')
      const second = await visit({ ...CLIPBOARD, locale: 'zh-CN' })
      await openRunInChinese(second.page)
      const copied = await copiedLog(page)
      expect(copied).toContain('KubeSphere Installer Menu')
      expect((await copiedLogInChinese(second.page)).startsWith(copied)).toBe(true)
      await diagnosticReport(wizard().pid, reports)
      await scanPages()
      await expectStillAccessible(page, 'install, running')
      await signalAnsible('CONT')

      await waitForRunState(page, 'Installed', INSTALLED_WITHIN_MS)
      await waitUntilVisible(second.page.getByText('集群已安装完成'), INSTALLED_WITHIN_MS)
      const listed = await phases(page)
      expect(listed).toContainEqual(expect.stringMatching(/^Build the etcd cluster: [1-9]/))
      expect(await phases(second.page, 'Play 列表')).toEqual(listed)
      // Without scrolling, the log was followed to its end.
      expect(await page.getByRole('button', { name: 'Go to end' }).count()).toBe(0)
      expect(await second.page.getByRole('button', { name: '跳到末尾' }).count()).toBe(0)
      expect(await copiedLogInChinese(second.page)).toBe(await copiedLog(page))
      await expectAccessible(page, 'install, done')
      await scanPages()
      await goToNext(page, 'Done')
      await expectAccessible(page, 'done')
      await waitUntilVisible(page.getByText(REASON))
      await downloadAll(page)
      const consolePage = await logInToConsole(operator)
      await waitUntilVisible(consolePage.getByText(PODS))
      await visitStepsInChinese(second)

      await page.getByRole('link', { name: 'Taskbox, all clusters' }).click()
      await waitUntilVisible(page.getByText('Recent runs'))
      await expectAccessible(page, 'home with a cluster')
      await page.getByRole('button', { name: 'Delete by-hand' }).click()
      await waitUntilVisible(page.getByRole('alertdialog'))
      await expectAccessible(page, 'home with a question')
      await page.goto(`${wizard().origin}/security`)
      await waitUntilVisible(page.getByRole('heading', { level: 1 }))
      for (const scan of traffic) await scan.finish()
      await diagnosticReport(wizard().pid, reports)
      expect(operator.monitor.received('by-hand')).toBe(true)
    },
    TEST_MS,
  )

  it('leaves secrets only in the files on the taskbox that Ansible reads, which only root can read', async () => {
    expect(processes?.stop()).toBeGreaterThan(100)
    scanner.scan("Taskbox's own log", 'log', wizard().output())
    scanner.scanFolder('data folder', wizard().data)
    scanner.scanFolder('diagnostic reports', reports)
    // Credentials of the wizard are not secrets of the cluster. They appear in the printed address and the cookie.
    const credentialScanner = new LeakScanner({
      'the token': wizard().token,
      'the cookie': cookie,
      'the page key': pageKey,
    })
    credentialScanner.scanFolder('data folder: token, cookie', wizard().data)
    credentialScanner.scanFolder('diagnostic reports: token, cookie', reports)
    const modesByFile: Record<string, string> = {}
    const changed = await Promise.all(
      sandbox().hosts.map(async (host) => ({ host, files: await changedFiles(host) })),
    )
    for (const { host, files: paths } of changed) {
      const modes = scanner.scanFolder(`files of ${host.name}`, host.rootFolder, paths)
      for (const [file, mode] of Object.entries(modes)) modesByFile[`${host.name}:${file}`] = mode
    }
    writeReport('install', `${scanner.report()}\n${credentialScanner.report()}`)
    expect(modesByFile).toEqual({ [`master:${folder}/conf/hosts.ini`]: '600' })
    expect(scanner.leaks().filter(({ kind }) => !kind.startsWith('files of '))).toEqual([])
    expect(credentialScanner.leaks()).toEqual([])
    for (const kind of ['bodies received', 'socket received', 'data folder', '/proc/*/environ'])
      expect(scanner.bytes[kind], kind).toBeGreaterThan(10_000)
    expect(scanner.bytes['fields as they are read']).toBeGreaterThan(100)
  })
})
