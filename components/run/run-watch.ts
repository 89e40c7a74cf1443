/** One run as this page follows it: its view and the bytes of its log, both outside of React. */
import { type RequestFailure, request } from '@/components/socket/request'
import type { RunView } from '@/lib/contract/run'
import type { Pushes } from '@/lib/contract/socket'
import { createLogLines, type LogLines } from './log/log-lines'
import { createSignal, type Signal } from './signal'

/** Beyond the end of any log: watches a run without its log. */
const NO_LOG = Number.MAX_SAFE_INTEGER

export interface RunWatch {
  readonly id: string
  readonly lines: LogLines
  /** The log grew. */
  readonly grew: Signal
  /** The view changed, or joining failed. */
  readonly told: Signal
  readonly view: RunView | undefined
  readonly failure: RequestFailure | undefined
  /** Milliseconds that the server's clock is ahead of this one. */
  readonly skewMs: number
  /** Joins, or joins again after a loss; the log goes on where it stopped. */
  join: (wantsLog: boolean) => Promise<void>
  leave: () => void
  takeView: (view: RunView) => void
  takeLog: (message: Parameters<Pushes['runs.log']>[0]) => void
}

export function createRunWatch(id: string): RunWatch {
  const lines = createLogLines()
  const grew = createSignal()
  const told = createSignal()
  let view: RunView | undefined
  let failure: RequestFailure | undefined
  let skewMs = 0
  let wantsLog = false
  let joining = 0

  const takeView = (next: RunView) => {
    view = next
    skewMs = next.now - Date.now()
    failure = undefined
    told.changed()
  }
  const join = async (withLog: boolean) => {
    wantsLog = withLog
    joining += 1
    const answer = await request('runs.watch', { run: id, offset: withLog ? lines.offset : NO_LOG })
    joining -= 1
    if (answer.ok) return takeView(answer.value)
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
    get skewMs() {
      return skewMs
    },
    join,
    leave: () => void request('runs.leave', { run: id }),
    takeView,
    takeLog({ offset, bytes }) {
      // The client library hands over an ArrayBuffer where the server sent a Buffer.
      if (lines.take(offset, new Uint8Array(bytes))) grew.changed()
      else if (wantsLog && joining === 0) void join(true)
    },
  }
}
