/** `taskbox demo`: starts practice hosts with the practice package, and a wizard for them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Draft } from '@/lib/cluster/draft/draft'
import { readClusterFile } from '@/lib/cluster/file/read'
import { createEngine, dataFolder, type Engine, type PracticeDrafts } from '../engine'
import { startWizard } from '../main'
import { sandboxCluster } from '../sandbox/cluster'
import { SandboxError } from '../sandbox/error'
import { type Sandbox, startSandbox } from '../sandbox/sandbox'
import { PRACTICE_CHECKOUTS } from '../sandbox/sources/checkout-cluster'
import { installSandboxPackage } from '../sandbox/sources/package'
import type { PracticeRelease } from '../sandbox/sources/releases'
import { translator } from '../translator'
import { checkoutDraft, preparePackages } from './practice-checkouts'
import { printStderr } from './terminal/output'
import { waitForSignal } from './terminal/signals'

const HOST_NAMES = ['master', 'node1', 'node2']

export interface DemoFlags {
  port: string
  keepData?: string
  small?: boolean
  release: PracticeRelease
}

/** Runs until a signal, then stops the wizard and the practice hosts and deletes a temporary data folder. */
export async function demo(flags: DemoFlags): Promise<number> {
  const signal = waitForSignal()
  const sandbox = await startSandbox({ names: HOST_NAMES, init: 'systemd', onProgress: printStderr }).catch(
    (error: unknown) => {
      if (!(error instanceof SandboxError)) throw error
      printStderr(translator()(`sandbox.${error.code}`, { detail: '', command: 'apt-get', ...error.facts }))
      return undefined
    },
  )
  if (!sandbox) return 1
  const keepsData = flags.keepData !== undefined
  const data = keepsData ? dataFolder(flags.keepData) : await mkdtemp(join(tmpdir(), 'taskbox-demo-'))
  try {
    const { release } = flags
    const folder = await installSandboxPackage(sandbox, { release, size: flags.small ? 'small' : 'full' })
    const practice = new Map<string, () => Promise<Draft>>()
    const engine = createEngine({
      data,
      logLevel: process.env.TASKBOX_LOG ?? 'warn',
      practice,
    })
    for (const [id, draft] of practiceDrafts(engine, sandbox, folder, release)) practice.set(id, draft)
    const wizard = await startWizard(engine, {
      host: '127.0.0.1',
      port: Number(flags.port),
      dev: false,
      tls: 'auto',
      hostNames: [],
    })
    printStderr(`The practice package is on ${sandbox.hosts[0].name}, in ${folder}.`)
    printStderr(
      'Open this address and choose "Practice". Press Ctrl-C to stop the wizard and the practice hosts:',
    )
    printStderr(wizard.address)
    await signal
    printStderr('Stopping the wizard and the practice hosts…')
    await wizard.close()
    await engine.close()
  } finally {
    await sandbox.stop()
    if (!keepsData) await rm(data, { recursive: true, force: true })
  }
  return 0
}

/** The drafts that "Practice" offers. Those of checkouts are prepared while the user looks around. */
function practiceDrafts(
  engine: Engine,
  sandbox: Sandbox,
  folder: string,
  release: PracticeRelease,
): PracticeDrafts {
  const package_ = readClusterFile(JSON.stringify(sandboxCluster(sandbox, folder, release))).draft
  const drafts = new Map([[package_.installer.id, async () => package_]])
  const wheels = preparePackages(sandbox, printStderr)
  for (const checkout of PRACTICE_CHECKOUTS)
    drafts.set(checkout.installer, async () => checkoutDraft(engine, sandbox, checkout, await wheels))
  return drafts
}
