/** The browser's subscription to a run: its view and its log, both stored outside React. */
import { type RequestError, request } from '@/components/socket/request'
import { applyPatch } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { ServerEvents } from '@/lib/contract/socket'
import { createFrameEmitter, type FrameEmitter } from './frame-emitter'
import { createLogCache, type LogCache } from './log/cache/log-cache'
import { fetchWindow } from './log/cache/log-requests'
import { createOutlineCache, type OutlineCache } from './log/cache/outline-cache'

/** Delay after a failed request to follow the log. */
const RETRY_MS = 2000

type ViewChange = Parameters<ServerEvents['runs.view']>[0]

export interface RunSubscription {
  readonly id: string
  readonly lines: LogCache
  readonly outline: OutlineCache
  /** Emits when the log grew or requested lines arrived. */
  readonly logChanged: FrameEmitter
  /** Emits when the view changed or subscribing failed. */
  readonly viewChanged: FrameEmitter
  readonly view: RunView | undefined
  readonly failure: RequestError | undefined
  /** When the view arrived, by `performance.now()`. */
  readonly receivedAt: number
  /** Subscribes, also after a lost connection. The log resumes at its last offset. */
  subscribe: (wantsLog: boolean) => Promise<void>
  unsubscribe: () => void
  applyChange: (message: ViewChange) => void
  appendLog: (message: Parameters<ServerEvents['runs.log']>[0]) => void
}

export function createRunSubscription(id: string): RunSubscription {
  const logChanged = createFrameEmitter()
  const lines = createLogCache({
    fetchWindow: (from, count) => fetchWindow(id, from, count),
    onLoad: logChanged.emit,
  })
  const outline = createOutlineCache(id)
  const viewChanged = createFrameEmitter()
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
    viewChanged.emit()
  }
  const applyChange = (change: ViewChange) => {
    // Changes may arrive together with the response that they follow.
    if (pendingRequests > 0) queuedChanges.push(change)
    else if (view && change.from === view.version) setView(applyPatch(view, change.patch))
    else if (view && change.from > view.version) void requestView()
  }
  const requestView = async () => {
    pendingRequests += 1
    attempts += 1
    const attempt = attempts
    const response = await request('runs.watch', { run: id })
    pendingRequests -= 1
    const queued = queuedChanges.splice(0)
    if (response.ok) {
      setView(response.value)
      queued.forEach(applyChange)
    } else if (attempt === attempts) {
      failure = response.failure
      viewChanged.emit()
    }
  }
  /** Follows the log, after the server has indexed its lines. A failure is retried while the view is available. */
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
    logChanged.emit()
    return lines.offset
  }
  return {
    id,
    lines,
    outline,
    logChanged,
    viewChanged,
    get view() {
      return view
    },
    get failure() {
      return failure
    },
    get receivedAt() {
      return receivedAt
    },
    async subscribe(withLog) {
      wantsLog = withLog
      outline.resume()
      await Promise.all([requestView(), withLog && followLog()])
    },
    unsubscribe() {
      wantsLog = false
      outline.stop()
      void request('runs.leave', { run: id })
    },
    applyChange,
    appendLog({ offset, bytes }) {
      // The client library delivers an ArrayBuffer if the server sent a Buffer.
      if (lines.append(offset, new Uint8Array(bytes))) logChanged.emit()
      else if (wantsLog && pendingFollows === 0) void followLog()
    },
  }
}
