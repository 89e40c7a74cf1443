/** One run as this page follows it: its view and the bytes of its log, both outside of React. */
import { type RequestError, request } from '@/components/socket/request'
import { applyPatch } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { ServerEvents } from '@/lib/contract/socket'
import { createLogCache, type LogCache } from './log/log-cache'
import { fetchWindow } from './log/log-requests'
import { createOutlineCache, type OutlineCache } from './log/outline-cache'
import { createSignal, type Signal } from './signal'

/** After the server did not number the lines, or did not answer. */
const RETRY_MS = 2000

type ViewChange = Parameters<ServerEvents['runs.view']>[0]

export interface RunSubscription {
  readonly id: string
  readonly lines: LogCache
  readonly outline: OutlineCache
  /** The log grew, or lines of it came that were asked for. */
  readonly grew: Signal
  /** The view changed, or joining failed. */
  readonly told: Signal
  readonly view: RunView | undefined
  readonly failure: RequestError | undefined
  /** When the view came, by `performance.now()`. */
  readonly heardAt: number
  /** Joins, or joins again after a loss: the view and the log side by side; the log goes on where it stopped. */
  join: (wantsLog: boolean) => Promise<void>
  leave: () => void
  takeChange: (message: ViewChange) => void
  takeLog: (message: Parameters<ServerEvents['runs.log']>[0]) => void
}

export function createRunSubscription(id: string): RunSubscription {
  const logChanged = createSignal()
  const lines = createLogCache({
    fetchWindow: (from, count) => fetchWindow(id, from, count),
    onLoad: logChanged.changed,
  })
  const outline = createOutlineCache(id)
  const viewChanged = createSignal()
  let view: RunView | undefined
  let failure: RequestError | undefined
  let receivedAt = 0
  let wantsLog = false
  let pendingRequests = 0
  let attempts = 0
  let pendingFollows = 0
  const queuedChanges: ViewChange[] = []

  const setView = (next: RunView) => {
    view = next
    receivedAt = performance.now()
    failure = undefined
    viewChanged.changed()
  }
  const applyChange = (change: ViewChange) => {
    // The answer to joining and what follows it may arrive in one piece.
    if (pendingRequests > 0) queuedChanges.push(change)
    else if (view && change.from === view.version) setView(applyPatch(view, change.patch))
    else if (view && change.from > view.version) void requestView()
  }
  const requestView = async () => {
    pendingRequests += 1
    attempts += 1
    const attempt = attempts
    const answer = await request('runs.watch', { run: id })
    pendingRequests -= 1
    const queued = queuedChanges.splice(0)
    if (answer.ok) {
      setView(answer.value)
      queued.forEach(applyChange)
    } else if (attempt === attempts) {
      failure = answer.failure
      viewChanged.changed()
    }
  }
  /** The server numbers the lines first. The view needs no log: what fails here is tried again as long as that is there. */
  const followLog = async () => {
    pendingFollows += 1
    const offset = lines.offset ?? (await openLog())
    const isFollowed = offset !== undefined && (await request('runs.follow', { run: id, offset })).ok
    pendingFollows -= 1
    if (!isFollowed)
      setTimeout(() => wantsLog && pendingFollows === 0 && !failure && void followLog(), RETRY_MS)
  }
  const openLog = async (): Promise<number | undefined> => {
    await lines.open().catch(() => undefined)
    logChanged.changed()
    return lines.offset
  }
  return {
    id,
    lines,
    outline,
    grew: logChanged,
    told: viewChanged,
    get view() {
      return view
    },
    get failure() {
      return failure
    },
    get heardAt() {
      return receivedAt
    },
    async join(withLog) {
      wantsLog = withLog
      outline.resume()
      await Promise.all([requestView(), withLog && followLog()])
    },
    leave() {
      wantsLog = false
      outline.stop()
      void request('runs.leave', { run: id })
    },
    takeChange: applyChange,
    takeLog({ offset, bytes }) {
      // The client library hands over an ArrayBuffer where the server sent a Buffer.
      if (lines.take(offset, new Uint8Array(bytes))) logChanged.changed()
      else if (wantsLog && pendingFollows === 0) void followLog()
    },
  }
}
