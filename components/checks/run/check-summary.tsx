'use client'

import { RotateCw, Square } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import type { ChecksView } from '@/lib/contract/checks'
import type { Matrix } from '../grid/matrix'
import { CheckProgress } from './check-progress'
import { TimeAgo } from './time-ago'
import type { CheckRunner } from './use-check-runner'

/** Progress during a run; afterwards the time of the last run and notices about stale results. */
export function CheckSummary({
  view,
  matrix,
  runner,
}: {
  view: ChecksView
  matrix: Matrix
  runner: CheckRunner
}) {
  const t = useTranslations('checks-step')
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
            {t('rerunAll')}
          </Button>
        )}
      </div>
      {!progress && <StaleNotices view={view} matrix={matrix} />}
    </div>
  )
}

/** Notices that results may be outdated: the configuration changed, or an install ran after the checks. */
function StaleNotices({ view, matrix: { stale } }: { view: ChecksView; matrix: Matrix }) {
  const t = useTranslations('checks-step')
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
  const t = useTranslations('checks-step')
  const times = matrix.rows.flatMap(({ results }) => (results ? [results.at] : []))
  const oldest = Math.min(...times)
  const ended = view.endedAt ?? view.startedAt
  // A later run may have covered some hosts or checks only, so the oldest result counts.
  const hasReruns = ended - oldest > PARTIAL_RERUN_MS
  return (
    <p role="status" className="text-muted">
      {times.length > 0 &&
        t.rich(hasReruns ? 'resultWithReruns' : 'result', {
          hosts: times.length,
          age: () => <TimeAgo at={oldest} />,
          rerun: () => <TimeAgo at={ended} />,
        })}
      {matrix.unchecked > 0 && <> {t('missing', { count: matrix.unchecked })}</>}
    </p>
  )
}

/** Longer than a run over many hosts. */
const PARTIAL_RERUN_MS = 120_000
