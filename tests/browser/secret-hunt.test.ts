import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { practiceCluster } from '@/server/practice/cluster'
import { type PracticeHost, type PracticeWorld, startPracticeHosts } from '@/server/practice/hosts'
import { installPracticePackage } from '@/server/practice/package'
import { scriptedPackage } from '../cli/lab'
import { hostOf } from '../lab/world'
import { startChecked } from '../server/checked-run'
import { ask, connect } from '../server/serve'
import { openChromium } from './chromium'
import { Hunter } from './hunt/hunter'
import { watchProcesses } from './hunt/processes'
import { record } from './hunt/traffic'
import { buildUnmasked } from './hunt/unmasked'
import { goTo, INSTALLED_WITHIN_MS, install, runIs, saved, sees, waiveAll } from './walk'
import { startWizard, type WizardProcess } from './wizard'

const TEST_MS = 30 * 60_000
const START_MS = 5 * 60_000
const PATIENCE_MS = 2 * 60_000
const SOON_MS = 60_000
const OUT = 'tests/browser/out'

/** Of characters that every way of writing a text writes in another way. */
const MARKS = {
  "root's password": 'Mk8Qz4TvRoot "q\'s$& %/+<7Yw2Xr9Lp',
  "a sudo user's password": 'Mk3Hs6NdSudo \'s"q&$ /%+>5Bt1Vc8Jm',
  'a passphrase': 'Mk5Wf2KgPhrase `p$(id)& "4Zx7Cb3Nq',
  'what was typed and not used': 'Mk9Dy1LsTyped &amp;"\'%2F$ 6Rk4Ps8Gt',
}

let world: PracticeWorld
let browser: Browser
let folder: string
let privateKey: string
let marks: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secret-hunt-'))
  ;[world, browser] = await Promise.all([
    startPracticeHosts({ names: ['master', 'node1', 'node2'] }),
    openChromium(),
  ])
  const [master, node1, node2] = [0, 1, 2].map((index) => hostOf(world, index))
  if (!master || !node1 || !node2) throw new Error('three hosts')
  await setPassword(master, 'root', MARKS["root's password"])
  await setPassword(node2, 'ubuntu', MARKS["a sudo user's password"])
  privateKey = await keyFor(node1)
  // A line of what is locked; those before it hold the public key as well, which is no secret.
  marks = { ...MARKS, 'a private key': privateKey.split('\n')[4] ?? '' }
}, START_MS)
afterAll(async () => {
  await browser?.close()
  await world?.stop()
  await rm(folder, { recursive: true, force: true })
}, START_MS)

async function setPassword(host: PracticeHost, user: string, password: string): Promise<void> {
  const { exitCode, stderr } = await host.exec('chpasswd', { input: `${user}:${password}\n` })
  if (exitCode !== 0) throw new Error(`chpasswd: ${stderr}`)
}

async function keyFor(host: PracticeHost): Promise<string> {
  const file = path.join(folder, 'id_ed25519')
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', MARKS['a passphrase'], '-f', file])
  const input = readFileSync(`${file}.pub`, 'utf8')
  await host.exec('mkdir -p -m 700 /root/.ssh && cat >/root/.ssh/authorized_keys', { input })
  return readFileSync(file, 'utf8')
}

/** Root by password, a key that is locked, a user with sudo. */
function clusterFile(packageFolder: string): string {
  const plain = practiceCluster(world, packageFolder)
  const password = MARKS["root's password"]
  const hosts = plain.hosts.map(({ password: _, ...host }, index) => {
    if (index === 0) return { ...host, password }
    if (index === 1) return { ...host, privateKey, passphrase: MARKS['a passphrase'] }
    const sudo = MARKS["a sudo user's password"]
    return { ...host, user: 'ubuntu', password: sudo, sudoPassword: sudo }
  })
  return JSON.stringify({ ...plain, taskbox: { ...plain.taskbox, password }, hosts })
}

/** Has the process write its diagnostic report, which has its environment, arguments, stacks and sockets, and no heap. */
async function diagnosticReport(pid: number, into: string): Promise<void> {
  const before = readdirSync(into).length
  process.kill(pid, 'SIGUSR2')
  await expect.poll(() => readdirSync(into).length, { timeout: SOON_MS }).toBeGreaterThan(before)
}

/** Files that came or changed on a practice host since its clock said `since`. */
async function changedFiles(host: PracticeHost): Promise<string[]> {
  const skipped = ['/proc', '/sys', '/dev'].map((place) => `-path ${place}`).join(' -o ')
  const { stdout } = await host.exec(`find / \\( ${skipped} \\) -prune -o -type f -newer /since -print`)
  return stdout.split('\n').filter((file) => file !== '' && existsSync(path.join(host.rootFolder, file)))
}

/** Downloads everything that a button of the page downloads without its secrets. */
async function download(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const [status, size] = await page.evaluate(async (at) => {
      const answer = await fetch(at)
      return [answer.status, (await answer.arrayBuffer()).byteLength] as const
    }, address)
    expect(status, address).toBe(200)
    expect(size, address).toBeGreaterThan(0)
  }
}

async function walkThrough(page: Page, packageFolder: string, seen: () => Promise<void>): Promise<void> {
  const buffer = Buffer.from(clusterFile(packageFolder))
  await page.locator('input[type=file]').setInputFiles({ name: 'c.yaml', mimeType: 'text/yaml', buffer })
  await sees(page.getByRole('heading', { level: 1, name: 'Installer' }))
  await goTo(page, 'Hosts')
  // A page that shows before its scripts run hears no click.
  await sees(page.getByText('Connected', { exact: true }))
  // Every host has a login of its own, so the one for all is folded.
  await page.getByRole('button', { name: 'Show', exact: true }).first().click()
  await page.getByRole('textbox', { name: 'Password' }).first().fill(MARKS['what was typed and not used'])
  await saved(page)
  for (const name of ['node1', 'node2'])
    await sees(page.getByRole('button', { name: new RegExp(`Details of ${name}: Reached`) }))
  // Until then what was typed stands in its field, and React writes it into the page's source as well.
  await page.reload()
  await sees(page.getByRole('heading', { level: 1, name: 'Hosts' }))
  await seen()
  for (const step of ['Network', 'Storage', 'Checks']) {
    await goTo(page, step)
    await seen()
  }
  await waiveAll(page, 'a practice machine')
  await saved(page)
  await seen()
  await goTo(page, 'Review')
  for (const tab of [/hosts\.ini/, /vars\.yml/]) {
    await page.getByRole('tab', { name: tab }).click()
    await seen()
  }
}

const idIn = (page: Page) => /\/clusters\/([\w-]+)/.exec(page.url())?.[1] ?? ''

function keepReport(name: string, text: string): void {
  mkdirSync(OUT, { recursive: true })
  writeFileSync(path.join(OUT, `secret-hunt-${name}.txt`), `${text}\n`)
  process.stdout.write(`\n${text}\n`)
}

// Before the hosts have a cluster: on its leftovers the checks would let no other one begin.
/** Prints what is in the inventory, in many ways, and fails. */
const TELLTALE = `cat ../conf/hosts.ini
python3 - <<'END'
import base64, json, shlex, urllib.parse
for secret in json.load(open('/root/secrets.json')):
    print(secret, json.dumps({'password': secret}), shlex.quote(secret), urllib.parse.quote(secret))
    for before in ('', 'x', 'xy'):
        print(base64.b64encode((before + secret).encode()).decode())
END
exit 1`

describe('an installer that prints every secret', () => {
  /** Somebody watches the run by a link, and the log is downloaded. */
  async function watched(wizard: WizardProcess, hunter: Hunter): Promise<void> {
    const context = await browser.newContext({ locale: 'en' })
    context.setDefaultTimeout(PATIENCE_MS)
    const traffic = await record(context, hunter)
    const page = await context.newPage()
    const entered = await fetch(wizard.address, { redirect: 'manual' })
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
    const client = connect({ port: Number(new URL(wizard.origin).port), cookie })
    const text = clusterFile(await telltale())
    const cluster = await ask(client, 'clusters.create', { from: 'file', text })
    if (!('id' in cluster)) throw new Error(JSON.stringify(cluster))
    const run = await startChecked(client, cluster.id)
    const { path: link } = await ask(client, 'watch.make', { run })
    await page.goto(wizard.origin + link)
    await runIs(page, 'Failed', SOON_MS)
    await sees(
      page
        .getByRole('region', { name: 'Lines of the log' })
        .getByText(/password/)
        .first(),
    )
    await download(page, [`/api/runs/${run}/log`])
    await traffic.settled()
    client.close()
    await context.close()
  }

  async function telltale(): Promise<string> {
    const printed = [MARKS["root's password"], MARKS["a sudo user's password"], MARKS['a passphrase']]
    await world.hosts[0].exec('umask 077; cat >/root/secrets.json', { input: JSON.stringify(printed) })
    return scriptedPackage(world, 'telltale', TELLTALE)
  }

  const received = ['bodies received', 'socket received', 'page source', 'page text', 'headers received']

  it(
    'is heard by nobody who watches: there are stars',
    async () => {
      const hunter = new Hunter(marks)
      const wizard = await startWizard('serve')
      try {
        await watched(wizard, hunter)
        hunter.lookInto('data folder', wizard.data)
        keepReport('telltale', hunter.report())
        // The copy of the log holds what the installer printed, sealed.
        expect(readdirSync(wizard.data, { recursive: true }).map(String)).toContainEqual(
          expect.stringMatching(/^runs\/[\w-]+\/log$/),
        )
        expect(hunter.finds(...received, 'data folder')).toEqual([])
      } finally {
        await wizard.stop()
      }
    },
    TEST_MS,
  )

  it(
    'is found by the hunt where nothing is masked, or it would prove nothing',
    async () => {
      const hunter = new Hunter(marks)
      const wizard = await startWizard('serve', undefined, { program: await buildUnmasked() })
      try {
        await watched(wizard, hunter)
        keepReport('unmasked', hunter.report())
        const found = new Set(hunter.finds(...received).map(({ kind, mark }) => `${kind}: ${mark}`))
        for (const kind of ['bodies received', 'socket received'])
          for (const mark of ["root's password", "a sudo user's password", 'a passphrase'])
            expect([...found]).toContain(`${kind}: ${mark}`)
      } finally {
        await wizard.stop()
      }
    },
    TEST_MS,
  )
})

describe('after a whole install with marked secrets', () => {
  it(
    'none of them is anywhere but in the files on the taskbox that Ansible reads, which are for root alone',
    async () => {
      const packageFolder = await installPracticePackage(world)
      for (const host of world.hosts) await host.exec('touch /since && sleep 1')
      const reports = mkdtempSync(path.join(folder, 'reports-'))
      const hunter = new Hunter(marks)
      const watch = watchProcesses(hunter, new Set([process.pid]))
      const environment = { NODE_OPTIONS: `--report-on-signal --report-directory=${reports}` }
      const wizard = await startWizard('serve', undefined, { environment })
      const keys: Record<string, string> = { 'the token': wizard.token }
      try {
        const context = await browser.newContext({ locale: 'en' })
        context.setDefaultTimeout(PATIENCE_MS)
        const traffic = await record(context, hunter)
        const page = await context.newPage()
        await page.goto(wizard.address)
        keys['the cookie'] = (await context.cookies())[0]?.value ?? ''
        await walkThrough(page, packageFolder, traffic.seen).catch(async (error: unknown) => {
          mkdirSync(OUT, { recursive: true })
          await page.screenshot({ path: path.join(OUT, 'secret-hunt-walk.png') })
          throw error
        })
        await install(page, 'practice', 3)
        await runIs(page, 'Installing')
        await diagnosticReport(wizard.pid, reports)
        await traffic.seen()
        await runIs(page, 'Installed', INSTALLED_WITHIN_MS)
        await traffic.seen()
        const id = idIn(page)
        const [run = ''] = readdirSync(path.join(wizard.data, 'runs'))
        await download(page, [
          ...[
            'export',
            'files?path=conf/hosts.ini',
            'files?path=conf/vars.yml',
            'report?as=html',
            'report?as=json',
          ].map((what) => `/api/clusters/${id}/${what}`),
          ...[`/api/runs/${run}/log`, '/api/audit'],
        ])
        await page.goto(`${wizard.origin}/security`)
        await sees(page.getByRole('heading', { level: 1 }))
        await traffic.settled()
        await diagnosticReport(wizard.pid, reports)
        expect(watch.stop()).toBeGreaterThan(100)
        await context.close()
        hunter.look("Taskbox's own log", 'log', wizard.said())
        hunter.lookInto('data folder', wizard.data)
        hunter.lookInto('diagnostic reports', reports)
        // What opens the door is no secret of the cluster's, and has places of its own: what is printed, and the cookie.
        const doorHunter = new Hunter(keys)
        doorHunter.lookInto('data folder: token, cookie', wizard.data)
        doorHunter.lookInto('diagnostic reports: token, cookie', reports)
        const places: Record<string, string> = {}
        for (const host of world.hosts) {
          const modes = hunter.lookInto(`files of ${host.name}`, host.rootFolder, await changedFiles(host))
          for (const [file, mode] of Object.entries(modes)) places[`${host.name}:${file}`] = mode
        }
        keepReport('install', `${hunter.report()}\n${doorHunter.report()}`)
        expect(places).toEqual({ [`master:${packageFolder}/conf/hosts.ini`]: '600' })
        expect(hunter.finds().filter(({ kind }) => !kind.startsWith('files of '))).toEqual([])
        expect(doorHunter.finds()).toEqual([])
        for (const kind of ['bodies received', 'socket received', 'data folder', '/proc/*/environ'])
          expect(hunter.bytes[kind], kind).toBeGreaterThan(10_000)
        expect(hunter.bytes['fields as they are read']).toBeGreaterThan(100)
      } finally {
        watch.stop()
        await wizard.stop()
      }
    },
    TEST_MS,
  )
})
