'use client'

import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useLatest } from '@/components/ui/use-latest'
import { outlinePiece } from '@/lib/contract/log'
import { fetchPieces } from './log-requests'
import { type Choice, createOutline, createTaker, goBack, shownSpans } from './outline'
import { allRows, type Rows, someRows } from './rows'

/** What has come since is read so often, and no more often than reading it takes ten times over. */
const AGAIN_MS = 2000
const SHARE = 10

export interface Parts {
  rows: Rows
  chooser: Chooser
  /** The outline is being read: what is shown is not all yet. */
  isReading: boolean
  /** Folds what begins at a line, or unfolds it. The same function always. */
  fold: (line: number) => void
  /** Every line is shown again. */
  showAll: () => void
}

/** What is shown, and how to change that; the same object as long as nothing of it changes. */
export interface Chooser {
  choice: Choice
  hosts: readonly string[]
  choose: (change: Partial<Pick<Choice, 'host' | 'status'>>) => void
  /** Folds every task, or unfolds all. */
  foldAll: () => void
}

const ALL: Choice = { host: undefined, status: undefined, folded: new Set() }

/** Which lines are shown: all, or those of a host or with a status, without what is folded. The log's outline is fetched once it is needed. */
export function useParts(run: string, count: number, finished: number): Parts {
  const [outline] = useState(createOutline)
  const [choice, setChoice] = useState<Choice>(ALL)
  const [isAllFolded, setAllFolded] = useState(false)
  const [version, setVersion] = useState(0)
  const [isReading, setReading] = useState(false)
  const [isWanted, setWanted] = useState(false)
  const isPartial = isAllFolded || choice.folded.size > 0 || !!choice.host || !!choice.status
  const notBefore = useRef(0)

  const read = useEffectEvent(async (signal: AbortSignal) => {
    if (performance.now() < notBefore.current || (outline.through >= finished && outline.through > 0)) return
    const begun = performance.now()
    notBefore.current = Number.POSITIVE_INFINITY
    setReading(outline.through === 0)
    const from = goBack(outline)
    try {
      const take = createTaker(outline)
      await fetchPieces(
        run,
        'outline',
        { from },
        outlinePiece,
        (piece) => {
          take(piece)
          setVersion((before) => before + 1)
        },
        signal,
      )
    } finally {
      notBefore.current = performance.now() + SHARE * (performance.now() - begun)
      setReading(false)
    }
  })
  useEffect(() => {
    if (!isWanted) return
    const leaving = new AbortController()
    const look = () => void read(leaving.signal).catch(() => undefined)
    look()
    const again = setInterval(look, AGAIN_MS)
    return () => {
      clearInterval(again)
      leaving.abort()
      notBefore.current = 0
    }
  }, [isWanted])

  const folded = useMemo(() => {
    const tasks = outline.banners.filter(({ kind }) => kind === 'task').map(({ line }) => line)
    return isAllFolded && version >= 0 ? new Set(tasks) : choice.folded
  }, [outline, isAllFolded, version, choice.folded])
  const rows = useMemo(() => {
    if (!isPartial || version < 0) return allRows(count)
    return someRows(shownSpans(outline, { ...choice, folded }, count))
  }, [outline, choice, folded, isPartial, version, count])

  const choose = useLatest<[Partial<Choice>], void>((change) => {
    setWanted(true)
    setChoice({ ...choice, ...change })
  })
  const fold = useLatest((line: number) => {
    const next = new Set(folded)
    if (!next.delete(line)) next.add(line)
    setAllFolded(false)
    choose({ folded: next })
  })
  const foldAll = useLatest(() => {
    setAllFolded(folded.size === 0)
    choose({ folded: new Set() })
  })
  const hosts = useMemo(() => (version < 0 ? [] : [...outline.hosts]), [outline, version])
  const chooser = useMemo(
    () => ({ choice: { ...choice, folded }, hosts, choose, foldAll }),
    [choice, folded, hosts, choose, foldAll],
  )
  return {
    rows,
    chooser,
    isReading,
    fold,
    showAll() {
      setAllFolded(false)
      setChoice(ALL)
    },
  }
}
