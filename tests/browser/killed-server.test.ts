import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, jobLog, scriptedPackage } from '../cli/lab'
import { parts, type Running, running, start, taskbox } from '../cli/taskbox'
import { hostOf, labSandbox } from '../lab/sandbox'
import { startChecked } from '../server/checked-run'
import { connect, headersOf, sendRequest } from '../server/serve'
import { logLines, openLink, pageKeyOf, waitForRunState, waitUntilVisible } from './actions'
import { openChromium } from './chromium'

const TEST_MS = 8 * 60_000
/** Timeout on a machine with ten times as much load as cores. */
const SOON_MS = 90_000
/** The page's attempts to reconnect before the server restarts. */
const ATTEMPTS = 2
const STAR = 42
const OUT = 'tests/browser/out'
const sandbox = labSandbox('master', 'node1')
let data: string
let browser: Browser | undefined
let server: Running | undefined

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'killed-'))
  browser = await openChromium()
})
afterEach(async ({ task }) => {
  const pages = browser?.contexts().flatMap((context) => context.pages()) ?? []
  if (task.result?.state === 'fail')
    for (const [at, page] of pages.entries())
      await page.screenshot({ path: join(OUT, `killed-server-${at}.png`) })
  server?.kill('SIGKILL')
  await server?.ended
})
afterAll(async () => {
  await browser?.close()
  await rm(data, { recursive: true, force: true })
})

/** Starts the built wizard on a port. It runs in the product's folder, which contains its pages. */
async function serve(port: number): Promise<{ port: number; address: string }> {
  const arguments_ = ['dist/cli.js', 'serve', '--port', String(port), '--data', data]
  // Use the same home as the other commands: it contains the key that seals the run's secrets.
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: tmpdir(),
    LANG: 'C.UTF-8',
    NODE_ENV: 'production' as const,
  }
  server = running(spawn(process.execPath, arguments_, { stdio: ['pipe', 'pipe', 'pipe'], env }))
  await server.waitForOutput(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, SOON_MS)
  const [address = '', found] = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=\S+/.exec(server.stderr) ?? []
  return { port: Number(found), address }
}

it(
  'a server that is killed during an install: the page reconnects, attach ends correctly, the logs are identical',
  async () => {
    const script = `for n in $(seq 1 300); do echo "line $n"; done
until [ -e /tmp/go ]; do echo "still at it $(date +%N)"; sleep 0.5; done
for n in $(seq 301 600); do echo "line $n"; done
${BANNER}`
    const packageFolder = await scriptedPackage(sandbox(), 'killed', script)
    const { port, address } = await serve(0)
    const context = await browser?.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
    const page = await context?.newPage()
    if (!context || !page) throw new Error('no browser')
    await openLink(page, address)
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const session = { cookie, pageKey: await pageKeyOf(page) }
    const client = connect({ port, ...session })
    const text = JSON.stringify(sandboxCluster(sandbox(), packageFolder))
    const created = await sendRequest(client, 'clusters.create', { from: 'file', text })
    if (!('id' in created)) throw new Error(JSON.stringify(created))
    const run = await startChecked(client, created.id)
    client.close()
    await page.goto(`http://127.0.0.1:${port}/clusters/${created.id}/install?run=${run}`)
    await waitForRunState(page, 'Installing', SOON_MS)
    await waitUntilVisible(logLines(page).getByText('still at it').last())
    expect(await page.title()).toContain('Installing')

    let attempts = 0
    page.on('websocket', () => {
      attempts += 1
    })
    server?.kill('SIGKILL')
    await server?.ended
    const logged = jobLog(hostOf(sandbox(), 0), run).length
    await waitUntilVisible(page.getByText('Connection lost, reconnecting'))
    await expect.poll(() => attempts).toBeGreaterThanOrEqual(ATTEMPTS)
    await expect.poll(() => jobLog(hostOf(sandbox(), 0), run).length).toBeGreaterThan(logged)
    await serve(port)
    const attached = start(['attach', run, '--json', '--data', data])
    await attached.waitForOutput('line 300')
    await hostOf(sandbox(), 0).exec('touch /tmp/go')
    // The test has not touched the page since.
    await waitUntilVisible(
      page.getByText('The installer succeeded, but the console does not respond yet'),
      SOON_MS,
    )
    await expect.poll(() => page.title()).toContain('Installed')
    const { code, stdout, stderr } = await attached.ended
    expect(code, stderr).toBe(0)
    const { log, last } = parts(stdout)
    expect(last).toMatchObject({ run, state: 'succeeded' })
    const jobOutput = jobLog(hostOf(sandbox(), 0), run)
    expect(log.equals(jobOutput)).toBe(true)
    const download = await fetch(`http://127.0.0.1:${port}/api/runs/${run}/log?download=1`, {
      headers: headersOf(session),
    })
    // The same bytes at the same offsets; only secrets are replaced by stars.
    const downloaded = Buffer.from(await download.arrayBuffer())
    expect(downloaded.length).toBe(jobOutput.length)
    expect(downloaded.every((byte, at) => byte === jobOutput[at] || byte === STAR)).toBe(true)
    expect(downloaded.indexOf('passw0rd')).toBe(-1)
    const { stdout: list } = await taskbox(['runs', '--json', '--data', data])
    expect(JSON.parse(list.toString())).toMatchObject([{ run, state: 'succeeded' }])
  },
  TEST_MS,
)
