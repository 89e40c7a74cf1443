'use client'

import { RotateCw, Square } from 'lucide-react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import type { ChecksView } from '@/lib/contract/socket'
import { CountBadges } from './cell'
import type { Matrix } from './matrix'
import type { CheckRunner } from './use-check-runner'

/** How the checks stand: how far they are while they run; then what came of them, when, and whether it still holds. */
export function CheckSummary({
  view,
  matrix,
  runner,
  stale,
}: {
  view: ChecksView
  matrix: Matrix
  runner: CheckRunner
  stale: boolean
}) {
  const t = useTranslations('checkstep')
  return (
    <div className="mb-4 flex flex-col gap-3">
      <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          {view.running ? <Running view={view} matrix={matrix} /> : <Result view={view} matrix={matrix} />}
        </div>
        {view.running ? (
          <Button icon={Square} onClick={runner.cancel}>
            {t('stop')}
          </Button>
        ) : (
          <Button icon={RotateCw} pending={runner.starting} onClick={() => runner.run()}>
            {t('againAll')}
          </Button>
        )}
      </div>
      {stale && (
        <Notice tone="warn" title={t('stale.title')}>
          {t('stale.text')}
        </Notice>
      )}
    </div>
  )
}

/** Names that are told at once; of more the number is. */
const NAMED = 3

function Running({ view, matrix }: { view: ChecksView; matrix: Matrix }) {
  const t = useTranslations('checkstep')
  const open = matrix.rows.filter(({ findings }) => !findings).map(({ host }) => host.name)
  const what =
    open.length > 0
      ? t('checking', {
          names: open.slice(0, NAMED).join(t('listSeparator')),
          more: Math.max(0, open.length - NAMED),
        })
      : t('comparing')
  return (
    <div className="max-w-2xl">
      <Progress
        label={what}
        value={view.total > 0 ? view.done : undefined}
        max={Math.max(view.total, 1)}
        text={view.total > 0 ? t('doneOf', { done: view.done, total: view.total }) : undefined}
      />
    </div>
  )
}

const AGE_EVERY_MS = 30_000

function Result({ view, matrix }: { view: ChecksView; matrix: Matrix }) {
  const t = useTranslations('checkstep')
  const format = useFormatter()
  const now = useNow({ updateInterval: AGE_EVERY_MS })
  const ended = view.endedAt ?? view.startedAt
  const seconds = format.number((ended - view.startedAt) / 1000, {
    style: 'unit',
    unit: 'second',
    maximumFractionDigits: 1,
  })
  const checked = matrix.rows.filter(({ findings }) => findings).length
  return (
    <div role="status" className="flex flex-col gap-1">
      <CountBadges counts={matrix.counts} />
      <p className="text-sm text-muted">
        {t('result', {
          hosts: checked,
          seconds,
          // The server's clock may be ahead of this one by a little.
          ago: format.relativeTime(Math.min(ended, now.getTime()), now),
        })}
        {checked < matrix.rows.length && <> {t('missing', { count: matrix.rows.length - checked })}</>}
      </p>
    </div>
  )
}
