/** The outline of a run's log as this page has it: requested when it is first needed, then kept up to date by the socket. */
import { request } from '@/components/socket/request'
import { createSignal, type Signal } from '../signal'
import { appendEntries, emptyOutline, type Outline, type OutlineUpdate } from './outline'

/** Delay before another attempt after a failed request. */
const RETRY_MS = 2000

export interface OutlineCache {
  /** Another object whenever entries were added. */
  readonly outline: Outline
  readonly changed: Signal
  /** Entries that the server has are still missing. */
  readonly isLoading: boolean
  /** Requests the outline, once. */
  follow: () => void
  /** Requests the rest of it after a lost connection, if it is followed. */
  resume: () => void
  stop: () => void
  append: (piece: OutlineUpdate) => void
}

export function createOutlineCache(run: string): OutlineCache {
  const changed = createSignal()
  let outline = emptyOutline()
  let isFollowed = false
  /** How many entries the server had when it was asked. */
  let expected: number | undefined

  const resume = async () => {
    if (!isFollowed) return
    const answer = await request('runs.outline', { run, at: outline.kind.length })
    if (answer.ok) expected = answer.value.entries
    else setTimeout(() => void resume(), RETRY_MS)
    changed.changed()
  }
  return {
    get outline() {
      return outline
    },
    changed,
    get isLoading() {
      return isFollowed && (expected === undefined || outline.kind.length < expected)
    },
    follow() {
      if (isFollowed) return
      isFollowed = true
      void resume()
    },
    resume: () => void resume(),
    stop() {
      isFollowed = false
    },
    append(piece) {
      const next = appendEntries(outline, piece)
      if (!next) return void resume()
      outline = next
      changed.changed()
    },
  }
}
