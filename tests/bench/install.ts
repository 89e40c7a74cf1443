/**
 * An install by Taskbox with twenty browsers, compared with the same `install.sh` run by hand on a terminal, on the
 * same practice hosts: three pairs in alternating order, with an uninstall after each.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasEnded } from '@/components/run/plays'
import { applyPatch } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { ServerEvents } from '@/lib/contract/socket'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { type Sandbox, startSandbox } from '@/server/sandbox/sandbox'
import { installSandboxPackage } from '@/server/sandbox/sources/package'
import { typeInto } from '../lab/ssh'
import { startChecked } from '../server/checked-run'
import { type Client, connect, sendRequest, serve } from '../server/serve'
import { type Bench, median, spread } from './bench'

const PAIRS = 3
const BROWSERS = 20
const INSTALL_WITHIN_MS = 15 * 60_000

export const install: Bench = async () => {
  const sandbox = await startSandbox({ names: ['master', 'node1', 'node2'] })
  const data = await mkdtemp(join(tmpdir(), 'taskbox-bench-'))
  try {
    const taskbox = await installSandboxPackage(sandbox)
    const served = await serve(data)
    const browsers = Array.from({ length: BROWSERS }, () => connect(served))
    const file = JSON.stringify(sandboxCluster(sandbox, taskbox))
    const cluster = await created(browsers, file)
    const through = () => throughTaskbox(browsers, cluster)
    const byHand = () => withInstallSh(sandbox, taskbox)
    // The first install renders the files that both use, and does work that is done only once.
    await through()
    await uninstall(sandbox, taskbox)
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const order = pair % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)
      for (const who of order) {
        if (who === 'ours') ours.push(await through())
        else theirs.push(await byHand())
        await uninstall(sandbox, taskbox)
      }
    }
    const ratios = ours.map((taskbox, pair) => taskbox / (theirs[pair] ?? Number.NaN))
    for (const browser of browsers) browser.close()
    served.process.kill('SIGTERM')
    await served.process.ended
    return [
      {
        what: `install that ${BROWSERS} browsers follow`,
        taskbox: spread(ours),
        peer: `install.sh ${spread(theirs)}`,
        ratio: `${median(ratios).toFixed(3)} (${ratios.map((ratio) => ratio.toFixed(3)).join(', ')})`,
        goal: 'at most 1.03',
      },
    ]
  } finally {
    await sandbox.stop()
    await rm(data, { recursive: true, force: true })
  }
}

async function created([first]: readonly Client[], file: string): Promise<string> {
  const cluster = first && (await sendRequest(first, 'clusters.create', { from: 'file', text: file }))
  if (!cluster || !('id' in cluster)) throw new Error(`no cluster: ${JSON.stringify(cluster)}`)
  return cluster.id
}

/** Seconds from the run's start to its end, as recorded by Taskbox, without the checks. */
async function throughTaskbox(browsers: readonly Client[], cluster: string): Promise<number> {
  const [first] = browsers
  if (!first) throw new Error('no browser')
  const run = await startChecked(first, cluster)
  const [view] = await Promise.all(browsers.map((browser) => followed(browser, run)))
  if (view?.state !== 'succeeded' || view.endedAt === undefined)
    throw new Error(`the install through Taskbox ended as ${view?.state}`)
  return (view.endedAt - view.startedAt) / 1000
}

/** Follows a run with its log, like a page; resolves with its last view. */
async function followed(browser: Client, run: string): Promise<RunView> {
  const early: Parameters<ServerEvents['runs.view']>[0][] = []
  let view: RunView | undefined
  const late = setTimeout(() => browser.close(), INSTALL_WITHIN_MS)
  const onLog: ServerEvents['runs.log'] = (_, ack) => ack()
  browser.on('runs.log', onLog)
  try {
    return await new Promise((resolve, reject) => {
      const onNext = (next: RunView) => {
        view = next
        if (next.endedAt !== undefined && hasEnded(next.state)) resolve(next)
      }
      const onView: ServerEvents['runs.view'] = (message, ack) => {
        ack()
        if (!view) early.push(message)
        else if (message.from === view.version) onNext(applyPatch(view, message.patch))
      }
      browser.on('runs.view', onView).once('disconnect', () => reject(new Error('the server disconnected')))
      sendRequest(browser, 'runs.follow', { run, offset: 0 }).catch(reject)
      sendRequest(browser, 'runs.watch', { run }).then((joined) => {
        onNext(joined)
        for (const { from, patch } of early)
          if (view && from === view.version) onNext(applyPatch(view, patch))
      }, reject)
    })
  } finally {
    clearTimeout(late)
    browser.removeAllListeners()
  }
}

/** Runs install.sh on a terminal with the existing files: option 2 of the menu, and "yes" to the storage prompt. */
async function withInstallSh(sandbox: Sandbox, folder: string): Promise<number> {
  const started = performance.now()
  const { exitCode, text } = await typeInto(sandbox.hosts[0], `cd ${folder}/scripts && ./install.sh`, {
    'Please input an option: ': '2',
    '(yes/no) ': 'yes',
  })
  if (exitCode !== 0) throw new Error(`install.sh by hand failed: ${text.slice(-2000)}`)
  return (performance.now() - started) / 1000
}

/** Uninstalls on a terminal, since without one Ansible does not prompt and assumes "No". */
async function uninstall(sandbox: Sandbox, folder: string): Promise<void> {
  const { exitCode, text } = await typeInto(sandbox.hosts[0], `cd ${folder}/scripts && ./uninstall.sh`, {
    "Type 'yes' to reset your cluster.": 'yes',
  })
  if (exitCode !== 0) throw new Error(`uninstall.sh failed: ${text.slice(-2000)}`)
}
