/** One run as this page follows it: its view and the bytes of its log, both outside of React. */
import { type RequestFailure, request } from '@/components/socket/request'
import { patched } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { Pushes } from '@/lib/contract/socket'
import { fetchWindow } from './log/log-requests'
import { createLogSource, type LogSource } from './log/log-source'
import { createSignal, type Signal } from './signal'

/** Beyond the end of any log: watches a run without its log. */
const NO_LOG = Number.MAX_SAFE_INTEGER

/** After the server did not number the lines. */
const AGAIN_MS = 2000

type Change = Parameters<Pushes['runs.view']>[0]

export interface RunWatch {
  readonly id: string
  readonly lines: LogSource
  /** The log grew, or lines of it came that were asked for. */
  readonly grew: Signal
  /** The view changed, or joining failed. */
  readonly told: Signal
  readonly view: RunView | undefined
  readonly failure: RequestFailure | undefined
  /** When the view came, by `performance.now()`. */
  readonly heardAt: number
  /** Joins, or joins again after a loss; the log goes on where it stopped. */
  join: (wantsLog: boolean) => Promise<void>
  leave: () => void
  takeChange: (message: Change) => void
  takeLog: (message: Parameters<Pushes['runs.log']>[0]) => void
}

export function createRunWatch(id: string): RunWatch {
  const grew = createSignal()
  const lines = createLogSource({
    fetchWindow: (from, count) => fetchWindow(id, from, count),
    onLoad: grew.changed,
  })
  const told = createSignal()
  let view: RunView | undefined
  let failure: RequestFailure | undefined
  let heardAt = 0
  let wantsLog = false
  let joining = 0
  const changes: Change[] = []

  const takeView = (next: RunView) => {
    view = next
    heardAt = performance.now()
    failure = undefined
    told.changed()
  }
  const takeChange = (change: Change) => {
    // The answer to joining and what follows it may arrive in one piece.
    if (joining > 0) changes.push(change)
    else if (view && change.from === view.version) takeView(patched(view, change.patch))
    else if (view && change.from > view.version) void join(wantsLog)
  }
  /** The server numbers the lines; until it does, the view at least is followed. */
  const logFrom = async (): Promise<number> => {
    if (lines.offset !== undefined) return lines.offset
    await lines.open().catch(() => setTimeout(() => wantsLog && void join(true), AGAIN_MS))
    grew.changed()
    return lines.offset ?? NO_LOG
  }
  const join = async (withLog: boolean) => {
    wantsLog = withLog
    joining += 1
    const answer = await request('runs.watch', { run: id, offset: withLog ? await logFrom() : NO_LOG })
    joining -= 1
    const early = changes.splice(0)
    if (answer.ok) {
      takeView(answer.value)
      early.forEach(takeChange)
      return
    }
    failure = answer.failure
    told.changed()
  }
  return {
    id,
    lines,
    grew,
    told,
    get view() {
      return view
    },
    get failure() {
      return failure
    },
    get heardAt() {
      return heardAt
    },
    join,
    leave() {
      wantsLog = false
      void request('runs.leave', { run: id })
    },
    takeChange,
    takeLog({ offset, bytes }) {
      // The client library hands over an ArrayBuffer where the server sent a Buffer.
      if (lines.take(offset, new Uint8Array(bytes))) grew.changed()
      else if (wantsLog && joining === 0) void join(true)
    },
  }
}
