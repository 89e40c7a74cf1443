/** The browser's copy of a log's outline: requested on first use, then updated by the socket. */

import { createFrameEmitter, type FrameEmitter } from '@/components/run/frame-emitter'
import { request } from '@/components/socket/request'
import { appendEntries, emptyOutline, type Outline, type OutlineUpdate } from './outline'

/** Delay before another attempt after a failed request. */
const RETRY_MS = 2000

export interface OutlineCache {
  /** A new object whenever entries are appended. */
  readonly outline: Outline
  readonly changed: FrameEmitter
  /** Entries that the server has are still missing. */
  readonly isLoading: boolean
  /** Requests the outline, unless it is followed already. */
  follow: () => void
  /** Requests the rest of it after a lost connection, if it is followed. */
  resume: () => void
  stop: () => void
  append: (update: OutlineUpdate) => void
}

export function createOutlineCache(run: string): OutlineCache {
  const changed = createFrameEmitter()
  let outline = emptyOutline()
  let isFollowed = false
  /** Number of entries that the server reported in its response. */
  let expected: number | undefined

  const resume = async () => {
    if (!isFollowed) return
    const response = await request('runs.outline', { run, at: outline.kind.length })
    if (response.ok) expected = response.value.entries
    else setTimeout(() => void resume(), RETRY_MS)
    changed.emit()
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
    append(update) {
      const next = appendEntries(outline, update)
      if (!next) return void resume()
      outline = next
      changed.emit()
    },
  }
}
