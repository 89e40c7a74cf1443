/** Proves that the hunt of journey.test.ts finds secrets, and that an installer which prints secrets is masked. */
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptedPackage } from '../cli/lab'
import { hostOf, labSandbox } from '../lab/sandbox'
import { startChecked } from '../server/checked-run'
import { ask, connect, signIn } from '../server/serve'
import { openChromium } from './chromium'
import { Hunter } from './hunt/hunter'
import { keyFor, MARKS, markedCluster, marksWith, setPassword } from './hunt/marks'
import { download, keepReport } from './hunt/places'
import { record } from './hunt/traffic'
import { buildUnmasked } from './hunt/unmasked'
import { logLines, runIs, sees } from './walk'
import { startWizard, type WizardProcess } from './wizard'

const TEST_MS = 10 * 60_000
const START_MS = 5 * 60_000
const PATIENCE_MS = 2 * 60_000

const sandbox = labSandbox('master', 'node1', 'node2')
let browser: Browser
let folder: string
let privateKey: string
let unmasked: Promise<string>

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secret-hunt-'))
  unmasked = buildUnmasked()
  browser = await openChromium()
  await setPassword(hostOf(sandbox(), 0), 'root', MARKS["root's password"])
  await setPassword(hostOf(sandbox(), 2), 'ubuntu', MARKS["a sudo user's password"])
  privateKey = await keyFor(hostOf(sandbox(), 1), folder)
  await unmasked
}, START_MS)
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
}, START_MS)

/** A script that prints the inventory in many encodings and fails. */
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
  /** Opens the run by a share link, and downloads the log. */
  async function shared(wizard: WizardProcess, hunter: Hunter): Promise<void> {
    const context = await browser.newContext({ locale: 'en' })
    context.setDefaultTimeout(PATIENCE_MS)
    const traffic = await record(context, hunter)
    const page = await context.newPage()
    const halves = await signIn(wizard.address)
    const client = connect({ port: Number(new URL(wizard.origin).port), ...halves })
    const text = markedCluster(sandbox(), await telltale(), privateKey)
    const cluster = await ask(client, 'clusters.create', { from: 'file', text })
    if (!('id' in cluster)) throw new Error(JSON.stringify(cluster))
    const run = await startChecked(client, cluster.id)
    const { path: link } = await ask(client, 'share.create', { run })
    await page.goto(wizard.origin + link)
    await runIs(page, 'Failed')
    await sees(logLines(page).getByText(/password/))
    await download(page, [`/api/runs/${run}/log`])
    await traffic.settled()
    client.close()
    await context.close()
  }

  async function telltale(): Promise<string> {
    const printed = [MARKS["root's password"], MARKS["a sudo user's password"], MARKS['a passphrase']]
    await sandbox().hosts[0].exec('umask 077; cat >/root/secrets.json', { input: JSON.stringify(printed) })
    return scriptedPackage(sandbox(), 'telltale', TELLTALE)
  }

  const received = ['bodies received', 'socket received', 'page source', 'page text', 'headers received']

  it(
    'reaches no viewer: the secrets are masked',
    async () => {
      const hunter = new Hunter(marksWith(privateKey))
      const wizard = await startWizard('serve')
      try {
        await shared(wizard, hunter)
        hunter.lookInto('data folder', wizard.data)
        keepReport('telltale', hunter.report())
        // The copy of the log contains the installer's output, sealed.
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
    'is found by the hunt without masking (control)',
    async () => {
      const hunter = new Hunter(marksWith(privateKey))
      const wizard = await startWizard('serve', undefined, { program: await unmasked })
      try {
        await shared(wizard, hunter)
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
