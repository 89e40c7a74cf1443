'use client'

import { useMemo } from 'react'
import { cx } from '@/components/ui/cx'
import type { RunView } from '@/lib/contract/run'
import { realFailures } from './failure/failure-groups'
import { LogView } from './log/log-view'
import type { JumpTarget } from './log/use-jump-to-line'
import { PlayList } from './play-list'
import { hasEnded } from './plays'
import type { RunSubscription } from './run-subscription'

/** The plays and tasks of a run beside its log; a task leads to its line. */
export function PlaysAndLog({
  watch,
  view,
  wish,
  onLine,
  viewer = false,
  className,
}: {
  watch: RunSubscription
  view: RunView
  /** The line that is wished for, here or elsewhere on the page. */
  wish: JumpTarget | undefined
  onLine: (line: number) => void
  /** Opened by a view-only link to this run. */
  viewer?: boolean
  /** Its height, where the two stand side by side. */
  className: string
}) {
  const { failures } = view.progress
  const lines = useMemo(() => realFailures(failures).map(({ line }) => line), [failures])
  const [first] = lines
  return (
    <div className={cx('grid gap-4 lg:grid-cols-[17rem_minmax(0,1fr)]', className)}>
      <PlayList view={view} onLine={onLine} />
      <div className="h-[75dvh] min-h-0 lg:h-auto">
        <LogView
          watch={watch}
          live={!hasEnded(view.state)}
          hosts={view.hostNames}
          failures={lines}
          answers={view.answers}
          viewer={viewer}
          wish={wish}
          onFailure={first === undefined ? undefined : () => onLine(first)}
        />
      </div>
    </div>
  )
}
