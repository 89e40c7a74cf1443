/** One run as this page follows it: its view and the bytes of its log, both outside of React. */
import { type RequestFailure, request } from '@/components/socket/request'
import { patched } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { Pushes } from '@/lib/contract/socket'
import { fetchWindow } from './log/log-requests'
import { createLogSource, type LogSource } from './log/log-source'
import { createOutlineSource, type OutlineSource } from './log/outline-source'
import { createSignal, type Signal } from './signal'

/** After the server did not number the lines, or did not answer. */
const AGAIN_MS = 2000

type Change = Parameters<Pushes['runs.view']>[0]

export interface RunWatch {
  readonly id: string
  readonly lines: LogSource
  readonly outline: OutlineSource
  /** The log grew, or lines of it came that were asked for. */
  readonly grew: Signal
  /** The view changed, or joining failed. */
  readonly told: Signal
  readonly view: RunView | undefined
  readonly failure: RequestFailure | undefined
  /** When the view came, by `performance.now()`. */
  readonly heardAt: number
  /** Joins, or joins again after a loss: the view and the log side by side; the log goes on where it stopped. */
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
  const outline = createOutlineSource(id)
  const told = createSignal()
  let view: RunView | undefined
  let failure: RequestFailure | undefined
  let heardAt = 0
  let wantsLog = false
  let joining = 0
  let joins = 0
  let following = 0
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
    else if (view && change.from > view.version) void watch()
  }
  const watch = async () => {
    joining += 1
    joins += 1
    const mine = joins
    const answer = await request('runs.watch', { run: id })
    joining -= 1
    const early = changes.splice(0)
    if (answer.ok) {
      takeView(answer.value)
      early.forEach(takeChange)
    } else if (mine === joins) {
      failure = answer.failure
      told.changed()
    }
  }
  /** The server numbers the lines first. The view needs no log: what fails here is tried again as long as that is there. */
  const follow = async () => {
    following += 1
    const offset = lines.offset ?? (await opened())
    const isFollowed = offset !== undefined && (await request('runs.follow', { run: id, offset })).ok
    following -= 1
    if (!isFollowed) setTimeout(() => wantsLog && following === 0 && !failure && void follow(), AGAIN_MS)
  }
  const opened = async (): Promise<number | undefined> => {
    await lines.open().catch(() => undefined)
    grew.changed()
    return lines.offset
  }
  return {
    id,
    lines,
    outline,
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
    async join(withLog) {
      wantsLog = withLog
      outline.resume()
      await Promise.all([watch(), withLog && follow()])
    },
    leave() {
      wantsLog = false
      outline.stop()
      void request('runs.leave', { run: id })
    },
    takeChange,
    takeLog({ offset, bytes }) {
      // The client library hands over an ArrayBuffer where the server sent a Buffer.
      if (lines.take(offset, new Uint8Array(bytes))) grew.changed()
      else if (wantsLog && following === 0) void follow()
    },
  }
}
