'use client'

import { useMemo } from 'react'
import { cx } from '@/components/ui/cx'
import type { RunView } from '@/lib/contract/run'
import { realFailures } from '@/lib/run/progress/progress'
import { LogView } from './log/log-view'
import type { JumpTarget } from './log/scroll/use-jump-to-line'
import { PlayList } from './play-list'
import type { RunSubscription } from './run-subscription'

/** The plays and tasks of a run next to its log; a task links to its line. */
export function PlaysAndLog({
  subscription,
  view,
  target,
  onLine,
  viewer = false,
  className,
}: {
  subscription: RunSubscription
  view: RunView
  /** The line to jump to, requested here or elsewhere on the page. */
  target: JumpTarget | undefined
  onLine: (line: number) => void
  /** Whether the page was opened with a share link. */
  viewer?: boolean
  /** Sets the height of the two columns. */
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
          subscription={subscription}
          state={view.state}
          hosts={view.hostNames}
          failures={lines}
          answers={view.answers}
          viewer={viewer}
          target={target}
          onFailure={first === undefined ? undefined : () => onLine(first)}
        />
      </div>
    </div>
  )
}
