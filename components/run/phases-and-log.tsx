'use client'

import { useMemo } from 'react'
import { cx } from '@/components/ui/cx'
import type { RunView } from '@/lib/contract/run'
import { realFailures } from './failures'
import { LogView } from './log/log-view'
import type { Jump } from './log/use-jump'
import { PhaseList } from './phase-list'
import { hasEnded } from './phases'
import type { RunWatch } from './run-watch'

/** The plays and tasks of a run beside its log; a task leads to its line. */
export function PhasesAndLog({
  watch,
  view,
  wish,
  onLine,
  viewer = false,
  className,
}: {
  watch: RunWatch
  view: RunView
  /** The line that is wished for, here or elsewhere on the page. */
  wish: Jump | undefined
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
      <PhaseList view={view} onLine={onLine} />
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
