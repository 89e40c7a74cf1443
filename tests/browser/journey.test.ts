import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { placePackage } from '../lab/package'
import { hostOf, labSandbox } from '../lab/sandbox'
import { expectAccessible, expectStillAccessible } from './accessible'
import { areReached, fillHosts, fillInstaller } from './by-hand'
import * as chinese from './chinese'
import { Hunter } from './hunt/hunter'
import { keyFor, MARKS, marksWith, setPassword } from './hunt/marks'
import { changedFiles, diagnosticReport, download, keepReport, markTime } from './hunt/places'
import { type Processes, watchProcesses } from './hunt/processes'
import { record, type Traffic } from './hunt/traffic'
import { stage, type Visitor } from './stage'
import { goOn, INSTALLED_WITHIN_MS, install, pageKeyOf, phases, runIs, saved, sees, waiveAll } from './walk'
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
let hunter: Hunter
let processes: Processes | undefined
const traffic: Traffic[] = []

const sandbox = labSandbox('master', 'node1', 'node2')
const { visit, wizard } = stage({
  start: async () => {
    await setPassword(hostOf(sandbox(), 1), 'root', MARKS["root's password"])
    await setPassword(hostOf(sandbox(), 2), 'ubuntu', MARKS["a sudo user's password"])
    privateKey = await keyFor(hostOf(sandbox(), 0), files)
    folder = await placePackage(sandbox())
    await Promise.all(sandbox().hosts.map(markTime))
    hunter = new Hunter(marksWith(privateKey))
    processes = watchProcesses(hunter, new Set([process.pid]))
    return startWizard('serve', undefined, {
      environment: { NODE_OPTIONS: `--report-on-signal --report-directory=${reports}` },
    })
  },
  secrets: () => Object.values(MARKS),
  prepare: async (context) => void traffic.push(await record(context, hunter)),
})
afterAll(async () => {
  processes?.stop()
  await rm(files, { recursive: true, force: true })
})

/** Searches the current content of all pages. */
async function huntInSight(): Promise<void> {
  for (const each of traffic) await each.seen()
}

/** Fills in every step up to the review. The hunt starts after a reload, since fields contain the typed secrets. */
async function fillWizard(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New cluster' }).click()
  await fillInstaller(page, { sandbox: sandbox(), folder, privateKey })
  await expectAccessible(page, 'installer')
  await goOn(page, 'Hosts')
  await expectAccessible(page, 'hosts, empty')
  await fillHosts(page, sandbox())
  await expectStillAccessible(page, 'hosts')
  await saved(page)
  await page.reload()
  await areReached(page)
  await huntInSight()
  await goOn(page, 'Network')
  await page.getByLabel('Pod network').fill(PODS)
  await expectAccessible(page, 'network')
  await goOn(page, 'Storage')
  await page.getByRole('radio', { name: 'NFS in Kubernetes' }).click()
  await expectAccessible(page, 'storage')
  await huntInSight()
  await goOn(page, 'Checks')
  const waived = await waiveAll(page, REASON)
  expect(waived).toContain('Waive Operating system on node2…')
  await expectAccessible(page, 'checks')
  await saved(page)
  await huntInSight()
  await goOn(page, 'Review')
  for (const tab of [/vars\.yml/, /hosts\.ini/]) {
    await page.getByRole('tab', { name: tab }).click()
    await huntInSight()
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
async function joinInChinese(page: Page): Promise<void> {
  await chinese.speaksChinese(page)
  await page
    .getByRole('link', { name: /^by-hand/ })
    .last()
    .click()
  await runIs(page, '安装中')
  await sees(
    page
      .getByRole('region', { name: '日志内容' })
      .getByText(/TASK|ok|changed/)
      .first(),
  )
  await chinese.speaksChinese(page)
}

/** Opens each step of the installed cluster, and the console with the account of the last step. */
async function walkInChinese({ page, context, witness }: Visitor): Promise<void> {
  for (const step of chinese.STEPS) {
    await chinese.goTo(page, step)
    if (step === '核对') await sees(page.getByRole('tab', { name: /vars\.yml/ }))
    await chinese.speaksChinese(page)
    await huntInSight()
  }
  witness.alsoAllow(consoleUrl())
  await chinese.logInToConsole(page, wizard().token, context.waitForEvent('page'))
  await chinese.speaksChinese(page)
}

const consoleUrl = () => `http://${sandbox().hosts[0].address}:32130`

/** Logs in to the console by the link and the account on the last page. */
async function logInToConsole({ page, context, witness }: Visitor): Promise<Page> {
  const url = consoleUrl()
  witness.alsoAllow(url)
  await sees(page.getByText('Responds to the taskbox'))
  expect((await page.locator('main').allInnerTexts()).join()).not.toContain('passw0rd')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  const asked = page.getByRole('dialog', { name: 'Enter the access token again' })
  await asked.getByLabel('Access token or password').fill('not the token')
  await asked.getByRole('button', { name: 'Show secrets' }).click()
  await sees(asked.getByText('The access token is wrong.'))
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

/** Downloads all files that are available without secrets, and the audit log. */
async function downloadAll(page: Page): Promise<void> {
  const id = /\/clusters\/([\w-]+)/.exec(page.url())?.[1] ?? ''
  const [run = ''] = readdirSync(path.join(wizard().data, 'runs'))
  const papers = [
    'export',
    'files?path=conf/hosts.ini',
    'files?path=conf/vars.yml',
    'report?as=html',
    'report?as=json',
  ]
  await download(page, [
    ...papers.map((what) => `/api/clusters/${id}/${what}`),
    ...[`/api/runs/${run}/log`, '/api/audit'],
  ])
}

describe('a user with three hosts', () => {
  let cookie = ''
  let pageKey = ''

  it(
    'enters a cluster by hand, installs it with a reload and a second browser in Chinese, and logs in to its console',
    async () => {
      const visitor = await visit(CLIPBOARD)
      const { page } = visitor
      cookie = (await visitor.context.cookies())[0]?.value ?? ''
      pageKey = await pageKeyOf(page)
      await expectAccessible(page, 'home')
      await fillWizard(page)
      await install(page, 'by-hand', 3)
      await sees(page.getByText('Build the etcd cluster'), INSTALLED_WITHIN_MS)
      await signalAnsible('STOP')
      await page.reload()
      await runIs(page, 'Installing')
      const second = await visit({ ...CLIPBOARD, locale: 'zh-CN' })
      await joinInChinese(second.page)
      const mine = await copiedLog(page)
      expect(mine).toContain('KubeSphere Installer Menu')
      expect((await copiedLogInChinese(second.page)).startsWith(mine)).toBe(true)
      await diagnosticReport(wizard().pid, reports)
      await huntInSight()
      await expectStillAccessible(page, 'install, running')
      await signalAnsible('CONT')

      await runIs(page, 'Installed', INSTALLED_WITHIN_MS)
      await sees(second.page.getByText('集群已安装完成'), INSTALLED_WITHIN_MS)
      const listed = await phases(page)
      expect(listed).toContainEqual(expect.stringMatching(/^Build the etcd cluster: [1-9]/))
      expect(await phases(second.page, 'Play 列表')).toEqual(listed)
      // Without scrolling, the log was followed to its end.
      expect(await page.getByRole('button', { name: 'Go to end' }).count()).toBe(0)
      expect(await second.page.getByRole('button', { name: '跳到末尾' }).count()).toBe(0)
      expect(await copiedLogInChinese(second.page)).toBe(await copiedLog(page))
      await expectAccessible(page, 'install, done')
      await huntInSight()
      await goOn(page, 'Done')
      await expectAccessible(page, 'done')
      await sees(page.getByText(REASON))
      await downloadAll(page)
      const consolePage = await logInToConsole(visitor)
      await sees(consolePage.getByText(PODS))
      await walkInChinese(second)

      await page.getByRole('link', { name: 'Taskbox, all clusters' }).click()
      await sees(page.getByText('Recent runs'))
      await expectAccessible(page, 'home with a cluster')
      await page.getByRole('button', { name: 'Delete by-hand' }).click()
      await sees(page.getByRole('alertdialog'))
      await expectAccessible(page, 'home with a question')
      await page.goto(`${wizard().origin}/security`)
      await sees(page.getByRole('heading', { level: 1 }))
      for (const each of traffic) await each.settled()
      await diagnosticReport(wizard().pid, reports)
      expect(visitor.witness.received('by-hand')).toBe(true)
    },
    TEST_MS,
  )

  it('leaves secrets only in the files on the taskbox that Ansible reads, which only root can read', async () => {
    expect(processes?.stop()).toBeGreaterThan(100)
    hunter.look("Taskbox's own log", 'log', wizard().said())
    hunter.lookInto('data folder', wizard().data)
    hunter.lookInto('diagnostic reports', reports)
    // Credentials of the wizard are not secrets of the cluster. They appear in the printed address and the cookie.
    const credentialHunter = new Hunter({
      'the token': wizard().token,
      'the cookie': cookie,
      'the page key': pageKey,
    })
    credentialHunter.lookInto('data folder: token, cookie', wizard().data)
    credentialHunter.lookInto('diagnostic reports: token, cookie', reports)
    const places: Record<string, string> = {}
    const changed = await Promise.all(
      sandbox().hosts.map(async (host) => ({ host, files: await changedFiles(host) })),
    )
    for (const { host, files: paths } of changed) {
      const modes = hunter.lookInto(`files of ${host.name}`, host.rootFolder, paths)
      for (const [file, mode] of Object.entries(modes)) places[`${host.name}:${file}`] = mode
    }
    keepReport('install', `${hunter.report()}\n${credentialHunter.report()}`)
    expect(places).toEqual({ [`master:${folder}/conf/hosts.ini`]: '600' })
    expect(hunter.finds().filter(({ kind }) => !kind.startsWith('files of '))).toEqual([])
    expect(credentialHunter.finds()).toEqual([])
    for (const kind of ['bodies received', 'socket received', 'data folder', '/proc/*/environ'])
      expect(hunter.bytes[kind], kind).toBeGreaterThan(10_000)
    expect(hunter.bytes['fields as they are read']).toBeGreaterThan(100)
  })
})
