'use client'

import { useMemo, useState, useSyncExternalStore } from 'react'
import { useLatest } from '@/components/ui/use-latest'
import { type Choice, shownSpans } from './outline'
import type { OutlineSource } from './outline-source'
import { allRows, type Rows, someRows } from './rows'

export interface Parts {
  rows: Rows
  chooser: Chooser
  /** The outline is not complete yet, so lines may be missing. */
  isReading: boolean
  /** Folds or unfolds what begins at a line. Always the same function. */
  fold: (line: number) => void
  showAll: () => void
}

/** What is shown, and how to change it; the same object until it changes. */
export interface Chooser {
  choice: Choice
  hosts: readonly string[]
  choose: (change: Partial<Pick<Choice, 'host' | 'status'>>) => void
  /** Folds every task, or unfolds all. */
  foldAll: () => void
}

const ALL: Choice = { host: undefined, status: undefined, folded: new Set() }

/** Which of `count` lines are shown: those of a host or status, without folded tasks. Requests the outline when needed. */
export function useParts(source: OutlineSource, count: number): Parts {
  useSyncExternalStore(source.changed.subscribe, source.changed.version)
  const { outline } = source
  const [choice, setChoice] = useState<Choice>(ALL)
  const [isAllFolded, setAllFolded] = useState(false)
  const isPartial = isAllFolded || choice.folded.size > 0 || !!choice.host || !!choice.status

  const folded = useMemo(
    () =>
      isAllFolded ? new Set(outline.line.filter((_, at) => outline.kind[at] === 'task')) : choice.folded,
    [outline, isAllFolded, choice.folded],
  )
  const rows = useMemo(
    () => (isPartial ? someRows(shownSpans(outline, { ...choice, folded }, count)) : allRows(count)),
    [outline, choice, folded, isPartial, count],
  )

  const choose = useLatest<[Partial<Choice>], void>((change) => {
    source.follow()
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
  const { hosts } = outline
  const chooser = useMemo(
    () => ({ choice: { ...choice, folded }, hosts, choose, foldAll }),
    [choice, folded, hosts, choose, foldAll],
  )
  return {
    rows,
    chooser,
    isReading: source.isLoading,
    fold,
    showAll() {
      setAllFolded(false)
      setChoice(ALL)
    },
  }
}
