/** Proves that the leak scan of journey.test.ts finds secrets, and that an installer which prints secrets is masked. */
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptedPackage } from '../cli/lab'
import { hostOf, labSandbox } from '../lab/sandbox'
import { startChecked } from '../server/checked-run'
import { connect, sendRequest, signIn } from '../server/serve'
import { logLines, waitForRunState, waitUntilVisible } from './actions'
import { openChromium } from './chromium'
import { buildUnmasked } from './leak-scan/build-unmasked'
import { authorizeKey, CANARIES, canariesWith, clusterWithCanaries, setPassword } from './leak-scan/canaries'
import { download, writeReport } from './leak-scan/collect'
import { LeakScanner } from './leak-scan/leak-scanner'
import { scanTraffic } from './leak-scan/traffic'
import { startWizard, type WizardProcess } from './wizard'

const TEST_MS = 10 * 60_000
const START_MS = 5 * 60_000
const ACTION_TIMEOUT_MS = 2 * 60_000

const sandbox = labSandbox('master', 'node1', 'node2')
let browser: Browser
let folder: string
let privateKey: string
let unmasked: Promise<string>

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leak-scan-'))
  unmasked = buildUnmasked()
  browser = await openChromium()
  await setPassword(hostOf(sandbox(), 0), 'root', CANARIES["root's password"])
  await setPassword(hostOf(sandbox(), 2), 'ubuntu', CANARIES["a sudo user's password"])
  privateKey = await authorizeKey(hostOf(sandbox(), 1), folder)
  await unmasked
}, START_MS)
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
}, START_MS)

/** A script that prints the inventory in many encodings and fails. */
const LEAKING_SCRIPT = `cat ../conf/hosts.ini
python3 - <<'END'
import base64, json, shlex, urllib.parse
for secret in json.load(open('/root/secrets.json')):
    print(secret, json.dumps({'password': secret}), shlex.quote(secret), urllib.parse.quote(secret))
    for before in ('', 'x', 'xy'):
        print(base64.b64encode((before + secret).encode()).decode())
END
exit 1`

describe('an installer that prints every secret', () => {
  /** Opens the run by a share link, and downloads the log. */
  async function scanSharedRun(wizard: WizardProcess, scanner: LeakScanner): Promise<void> {
    const context = await browser.newContext({ locale: 'en' })
    context.setDefaultTimeout(ACTION_TIMEOUT_MS)
    const traffic = await scanTraffic(context, scanner)
    const page = await context.newPage()
    const session = await signIn(wizard.address)
    const client = connect({ port: Number(new URL(wizard.origin).port), ...session })
    const text = clusterWithCanaries(sandbox(), await leakingPackage(), privateKey)
    const cluster = await sendRequest(client, 'clusters.create', { from: 'file', text })
    if (!('id' in cluster)) throw new Error(JSON.stringify(cluster))
    const run = await startChecked(client, cluster.id)
    const { path: link } = await sendRequest(client, 'share.create', { run })
    await page.goto(wizard.origin + link)
    await waitForRunState(page, 'Install failed')
    await waitUntilVisible(logLines(page).getByText(/password/))
    await download(page, [`/api/runs/${run}/log`])
    await traffic.finish()
    client.close()
    await context.close()
  }

  async function leakingPackage(): Promise<string> {
    const printed = [
      CANARIES["root's password"],
      CANARIES["a sudo user's password"],
      CANARIES['a passphrase'],
    ]
    await sandbox().hosts[0].exec('umask 077; cat >/root/secrets.json', { input: JSON.stringify(printed) })
    return scriptedPackage(sandbox(), 'telltale', LEAKING_SCRIPT)
  }

  const received = ['bodies received', 'socket received', 'page source', 'page text', 'headers received']

  it(
    'reaches no viewer: the secrets are masked',
    async () => {
      const scanner = new LeakScanner(canariesWith(privateKey))
      const wizard = await startWizard('serve')
      try {
        await scanSharedRun(wizard, scanner)
        scanner.scanFolder('data folder', wizard.data)
        writeReport('telltale', scanner.report())
        // The copy of the log contains the installer's output, sealed.
        expect(readdirSync(wizard.data, { recursive: true }).map(String)).toContainEqual(
          expect.stringMatching(/^runs\/[\w-]+\/log$/),
        )
        expect(scanner.leaks(...received, 'data folder')).toEqual([])
      } finally {
        await wizard.stop()
      }
    },
    TEST_MS,
  )

  it(
    'is found by the leak scan without masking (control)',
    async () => {
      const scanner = new LeakScanner(canariesWith(privateKey))
      const wizard = await startWizard('serve', undefined, { program: await unmasked })
      try {
        await scanSharedRun(wizard, scanner)
        writeReport('unmasked', scanner.report())
        const found = new Set(scanner.leaks(...received).map(({ kind, canary }) => `${kind}: ${canary}`))
        for (const kind of ['bodies received', 'socket received'])
          for (const canary of ["root's password", "a sudo user's password", 'a passphrase'])
            expect([...found]).toContain(`${kind}: ${canary}`)
      } finally {
        await wizard.stop()
      }
    },
    TEST_MS,
  )
})
