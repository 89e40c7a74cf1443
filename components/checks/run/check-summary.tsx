'use client'

import { RotateCw, Square } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import type { ChecksView } from '@/lib/contract/checks'
import type { Matrix } from '../grid/matrix'
import { CheckProgress } from './check-progress'
import { TimeAgo } from './time-ago'
import type { CheckRunner } from './use-check-runner'

/** How the checks stand: how far they are while they run; then when they were, and whether they still hold. */
export function CheckSummary({
  view,
  matrix,
  runner,
}: {
  view: ChecksView
  matrix: Matrix
  runner: CheckRunner
}) {
  const t = useTranslations('checkstep')
  const { progress } = view
  return (
    <div className="mb-4 flex flex-col gap-3">
      <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          {progress ? (
            <CheckProgress view={view} progress={progress} matrix={matrix} />
          ) : (
            <LastRun view={view} matrix={matrix} />
          )}
        </div>
        {progress ? (
          <Button icon={Square} onClick={runner.cancel}>
            {t('stop')}
          </Button>
        ) : (
          <Button icon={RotateCw} pending={runner.starting} onClick={() => runner.run()}>
            {t('againAll')}
          </Button>
        )}
      </div>
      {!progress && <StaleNotices view={view} matrix={matrix} />}
    </div>
  )
}

/** Why the verdicts may not be the whole truth: something was changed, or an install has run since. */
function StaleNotices({ view, matrix: { stale } }: { view: ChecksView; matrix: Matrix }) {
  const t = useTranslations('checkstep')
  const { run } = useClusterFacts()
  return (
    <>
      {stale > 0 && (
        <Notice tone="warn" title={t('stale.title', { count: stale })}>
          {t('stale.text')}
        </Notice>
      )}
      {run && run.startedAt > (view.endedAt ?? view.startedAt) && (
        <Notice tone="info" title={t('installed.title')}>
          {t('installed.text')}
        </Notice>
      )}
    </>
  )
}

function LastRun({ view, matrix }: { view: ChecksView; matrix: Matrix }) {
  const t = useTranslations('checkstep')
  const times = matrix.rows.flatMap(({ verdicts }) => (verdicts ? [verdicts.at] : []))
  const oldest = Math.min(...times)
  const ended = view.endedAt ?? view.startedAt
  // A later round may have looked at a part alone; what is oldest tells how old all of it is.
  const partAgain = ended - oldest > PARTIAL_RERUN_MS
  return (
    <p role="status" className="text-muted">
      {times.length > 0 &&
        t.rich(partAgain ? 'resultAgain' : 'result', {
          hosts: times.length,
          age: () => <TimeAgo at={oldest} />,
          again: () => <TimeAgo at={ended} />,
        })}
      {matrix.unchecked > 0 && <> {t('missing', { count: matrix.unchecked })}</>}
    </p>
  )
}

/** Longer than a round of many hosts takes. */
const PARTIAL_RERUN_MS = 120_000
