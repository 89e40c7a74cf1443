/**
 * Follows a run: prints its log on standard output, byte for byte unless that is a terminal (escape.ts), and messages on
 * standard error. Exit status 0 only if the run succeeded. Ctrl-C detaches; the install continues.
 */
import type { RunView } from '@/lib/contract/run'
import type { ClusterVerification } from '@/lib/kubernetes/verification'
import type { HostProgress } from '@/lib/run/progress/progress'
import type { Engine } from '../../engine'
import type { Run } from '../../runs/run'
import { translator } from '../../translator'
import type { PreparedAnswers } from '../prepared-answers'
import { jsonLine, TerminalLogFilter } from './escape'
import { print, printStderr } from './output'
import { PromptTerminal } from './prompt-terminal'
import { watchSilence } from './quiet-notice'
import { runEndLines } from './run-end'
import { waitForSignal } from './signals'

const CHUNK_BYTES = 256 * 1024
const LINE_FEED = 10
/** Exit status after Ctrl-C: 128 + SIGINT. */
const DETACHED = 130
/** After this time without a connection to the taskbox the command ends; the run may continue. */
const LOST_TIMEOUT_MS = 10 * 60_000

export interface FollowFlags {
  json: boolean
  answers: PreparedAnswers
}

export async function followRun(engine: Engine, run: Run, { json, answers }: FollowFlags): Promise<number> {
  const t = translator()
  printStderr(t('cli.follow', { run: run.id }))
  const detach = waitForSignal().then(() => 'detached' as const)
  const output = new LogPrinter(run)
  const prompts = new PromptTerminal(engine, run, answers)
  const stopWatching = watchSilence(run)
  const closed = output.closed.then(() => 'detached' as const)
  const ended = await Promise.race([run.ended.then(() => 'ended' as const), detach, closed, untilLost(run)])
  prompts.close()
  stopWatching()
  if (ended === 'detached') {
    printStderr(t('cli.detached', { run: run.id }))
    await engine.close()
    return DETACHED
  }
  await output.finish()
  const view = run.view()
  if (json) await print(`${output.endsLine ? '' : '\n'}${jsonLine(runReport(view, run))}`)
  for (const line of runEndLines(view)) printStderr(line)
  return view.state === 'succeeded' ? 0 : 1
}

/** Prints the log as it grows, each byte once, with backpressure from standard output. */
class LogPrinter {
  endsLine = true
  #resolveClosed: () => void = () => undefined
  /** Resolves when the reader of standard output has closed it (`taskbox install … | head`). */
  readonly closed = new Promise<void>((resolve) => {
    this.#resolveClosed = resolve
  })
  #offset = 0
  /** Filters control sequences for a terminal; files and programs get the raw bytes. */
  readonly #terminal = process.stdout.isTTY ? new TerminalLogFilter() : undefined
  #printing: Promise<void> = Promise.resolve()

  constructor(private readonly run: Run) {
    const more = () => {
      this.#printing = this.#printing.then(() => this.#print()).catch(() => this.#resolveClosed())
    }
    run.on('bytes', more)
    more()
  }

  async finish(): Promise<void> {
    await this.#printing
    await this.#print().catch(() => undefined)
    if (this.#terminal) await print(this.#terminal.end()).catch(() => undefined)
  }

  async #print(): Promise<void> {
    for (;;) {
      const bytes = await this.run.readLog(this.#offset, CHUNK_BYTES)
      if (bytes.length === 0) return
      await print(this.#terminal ? this.#terminal.push(bytes) : bytes)
      this.#offset += bytes.length
      this.endsLine = bytes.at(-1) === LINE_FEED
    }
  }
}

/** Resolves when the taskbox was unreachable for LOST_TIMEOUT_MS. */
function untilLost(run: Run): Promise<'lost'> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    run.on('view', () => {
      if (run.state === 'lost') timer ??= setTimeout(() => resolve('lost'), LOST_TIMEOUT_MS).unref()
      else timer = void clearTimeout(timer)
    })
  })
}

/** The JSON line that `install --json` and `attach --json` print last (docs/cluster-file.md). */
interface RunReport {
  state: RunView['state']
  run: string
  console?: { url: string; account: string; password: string; reachable: boolean }
  /** The cluster as its API describes it. */
  cluster?: ClusterVerification
  hosts: Record<string, HostProgress['counters']>
  reason?: string
  diagnosis?: RunView['diagnosis']
}

/** The JSON of `install`, `attach` and `verify`. */
export function runReport(view: RunView, run: Pick<Run, 'consolePassword'>): RunReport {
  const hosts = Object.fromEntries(
    Object.entries(view.progress.hosts).map(([name, host]) => [name, host.counters]),
  )
  const cluster = view.verification
  const report = { state: view.state, run: view.id, ...(cluster && { cluster }), hosts }
  if (view.state === 'succeeded' && cluster) return report
  if (view.state !== 'succeeded' || !view.console)
    return { ...report, ...(view.reason ? { reason: view.reason } : {}), diagnosis: view.diagnosis }
  const { url, account, reachable } = view.console
  return {
    ...report,
    console: { url, account, password: run.consolePassword(), reachable: reachable ?? false },
  }
}
